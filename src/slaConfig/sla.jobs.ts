import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { coalesced } from '../common/concurrency/coalesced.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { InjectLogger } from '../common/log/logger.token.js';
import type { SteadyConnection } from '../supabase/steadyConnection.js';
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
  private listening?: SteadyConnection;
  private timer?: NodeJS.Timeout;
  private readonly sweep = coalesced(
    () => this.sweepOnce(),
    ({ message }) => this.logger.warn({ reason: message }, 'clocks could not be read; they are read again within a minute'),
  );

  constructor(
    private readonly jobs: JobsService,
    private readonly repository: SlaRepository,
    private readonly reading: SlaReadingService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.on(look, () => this.sweep());
    this.jobs.on(follow, (_payload, { signal }) => this.reading.followSetting(() => new Date(), signal));
    this.jobs.every('* * * * *', look, {}, { jitter_seconds: 5 });
    this.jobs.onStart(() => {
      this.listening = this.repository.listen(
        () => void this.sweep(),
        (reason) => this.logger.warn({ reason }, 'the clocks hear nothing; they are read every minute instead'),
      );
      void this.listening.start();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    const listening = this.listening;
    this.listening = undefined;
    await listening?.stop();
    await this.sweep.idle();
  }

  private async sweepOnce(): Promise<void> {
    if (!this.listening) return;
    const is_done = await this.reading.sweep(() => new Date(), this.jobs.stopping);
    if (is_done && !(await this.repository.followed()).is_current) await this.jobs.add(follow, {}, { key: 'sla_follow_setting' });
    const next = is_done ? await this.repository.nextMoment() : null;
    const wait = is_done ? Math.min(LONGEST_MS, next ? Math.max(1, next.getTime() - Date.now() + 1) : LONGEST_MS) : AGAIN_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sweep(), wait);
    this.timer.unref();
  }
}
