import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { RungSweep } from '../supabase/rungSweep.js';
import { WorkflowMatching } from './workflowMatching.service.js';
import { REACTION, WorkflowRuns } from './workflowRuns.service.js';
import { WorkflowTime } from './workflowTime.service.js';
import { WorkflowsRepository } from './workflows.repository.js';
import { WORKFLOWS } from './workflows.settings.js';

/** The safety net: whatever was not heard is found by it. */
const look = task('workflows.look');
const dropOld = task('workflows.drop_old');
/** The safety net looks at least so often, so no timer has to be longer. */
const LONGEST_MS = 60_000;
const DROPPED_AT_ONCE = 5_000;
const DAY_MS = 86_400_000;

/** When rules look and work: at every event, when a time comes, and every minute. */
@Injectable()
export class WorkflowsJobs implements OnModuleInit, BeforeApplicationShutdown {
  private readonly sweeps: RungSweep;

  constructor(
    private readonly jobs: JobsService,
    private readonly feed: ChangeFeedService,
    private readonly matching: WorkflowMatching,
    private readonly runs: WorkflowRuns,
    private readonly time: WorkflowTime,
    private readonly repository: WorkflowsRepository,
    private readonly config: ConfigService,
    @InjectLogger() logger: Logger,
  ) {
    this.sweeps = new RungSweep({
      listen: (heard, down) => repository.listen(heard, down),
      sweep: () => this.sweep(),
      onFailure: ({ message }) => logger.warn({ reason: message }, 'rules could not go on; they are tried again within a minute'),
      onDeaf: (reason) => logger.warn({ reason }, 'rules hear nothing; they look every minute instead'),
    });
  }

  onModuleInit(): void {
    this.feed.react({
      name: REACTION,
      isWanted: () => this.matching.isWanted(),
      handle: (event) => this.matching.take([event]),
      handleMany: (events) => this.matching.take(events),
    });
    this.jobs.on(look, () => this.sweeps.run());
    this.jobs.every('* * * * *', look, {}, { jitter_seconds: 5 });
    this.jobs.on(dropOld, (_payload, { signal }) => this.dropOld(new Date(), signal));
    this.jobs.every('20 3 * * *', dropOld, {}, { jitter_seconds: 600 });
    this.jobs.onStart(() => this.sweeps.start());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeps.stop();
  }

  private async sweep(): Promise<number> {
    const look_in = await this.time.look(new Date());
    const due_in = await this.runs.work(this.jobs.stopping);
    return Math.max(1, Math.min(LONGEST_MS, look_in ?? LONGEST_MS, due_in === null ? LONGEST_MS : due_in + 1));
  }

  private async dropOld(now: Date, signal: AbortSignal): Promise<void> {
    const before = new Date(now.getTime() - this.config.of(WORKFLOWS).WORKFLOW_RETENTION_DAYS * DAY_MS);
    while (!signal.aborted && (await this.repository.dropOld(before, DROPPED_AT_ONCE)) === DROPPED_AT_ONCE);
  }
}
