import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { RungSweep } from '../supabase/rungSweep.js';
import { SlaRepository } from './sla.repository.js';
import { SlaReadingService } from './slaReading.service.js';

/** The safety net: whatever was not heard is found by it. */
const look = task('sla.look');
/** Has all clocks follow policies and calendars that have changed. */
const follow = task('sla.follow_setting');
/** After a pass that met another one, which may have begun too early to know. */
const AGAIN_MS = 200;
/** The safety net looks at least so often, so no timer has to be longer. */
const LONGEST_MS = 60_000;

/** When clocks are read: whenever something happens, when one is due, and every minute. */
@Injectable()
export class SlaJobs implements OnModuleInit, BeforeApplicationShutdown {
  private readonly sweeps: RungSweep;

  constructor(
    private readonly jobs: JobsService,
    private readonly repository: SlaRepository,
    private readonly reading: SlaReadingService,
    @InjectLogger() logger: Logger,
  ) {
    this.sweeps = new RungSweep({
      listen: (heard, down) => repository.listen(heard, down),
      sweep: () => this.sweep(),
      onFailure: ({ message }) => logger.warn({ reason: message }, 'clocks could not be read; they are read again within a minute'),
      onDeaf: (reason) => logger.warn({ reason }, 'the clocks hear nothing; they are read every minute instead'),
    });
  }

  onModuleInit(): void {
    this.jobs.on(look, () => this.sweeps.run());
    this.jobs.on(follow, (_payload, { signal }) =>
      this.reading
        .followSetting(() => new Date(), signal)
        // Whoever looks next finds that it has not been done to the end.
        .catch((error: unknown) => {
          if (error !== signal.reason) throw error;
        }),
    );
    this.jobs.every('* * * * *', look, {}, { jitter_seconds: 5 });
    this.jobs.onStart(() => this.sweeps.start());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeps.stop();
  }

  /** Reads what has changed. Answers when the clocks alone change something next, milliseconds from now. */
  private async sweep(): Promise<number> {
    if (!(await this.reading.sweep(() => new Date(), this.jobs.stopping))) return AGAIN_MS;
    if (!(await this.repository.followed()).is_current) await this.jobs.add(follow, {}, { key: 'sla_follow_setting' });
    const next = await this.repository.nextMoment();
    return Math.min(LONGEST_MS, next ? Math.max(1, next.getTime() - Date.now() + 1) : LONGEST_MS);
  }
}
