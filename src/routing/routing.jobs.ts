import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { coalesced } from '../common/concurrency/coalesced.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { InjectLogger } from '../common/log/logger.token.js';
import type { SteadyConnection } from '../supabase/steadyConnection.js';
import { RoutingRepository } from './routing.repository.js';
import { RoutingService } from './routing.service.js';
import { RoutingReturnsService } from './routingReturns.service.js';

/** The safety net: whatever was not heard is found by it, and what follows from the time alone. */
const look = task('routing.look');
/** After a sweep that met another one, which may have begun too early to know. */
const AGAIN_MS = 200;

/** When the router works: whenever somebody may be able to take something, and every minute. */
@Injectable()
export class RoutingJobs implements OnModuleInit, BeforeApplicationShutdown {
  private listening?: SteadyConnection;
  private again?: NodeJS.Timeout;
  private readonly sweep = coalesced(
    () => this.sweepOnce(),
    ({ message }) => this.logger.warn({ reason: message }, 'work could not be given out; it is tried again within a minute'),
  );

  constructor(
    private readonly jobs: JobsService,
    private readonly repository: RoutingRepository,
    private readonly routing: RoutingService,
    private readonly returns: RoutingReturnsService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.on(look, async (_payload, { signal }) => {
      await this.returns.run(new Date(), signal);
      await this.sweep();
    });
    this.jobs.every('* * * * *', look, {}, { jitter_seconds: 5 });
    this.jobs.onStart(() => {
      this.listening = this.repository.listen(
        () => void this.sweep(),
        (reason) => this.logger.warn({ reason }, 'the router hears nothing; it looks every minute instead'),
      );
      void this.listening.start();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.again);
    const listening = this.listening;
    this.listening = undefined;
    await listening?.stop();
    await this.sweep.idle();
  }

  private async sweepOnce(): Promise<void> {
    if (!this.listening || (await this.routing.sweep(this.jobs.stopping))) return;
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.sweep(), AGAIN_MS);
    this.again.unref();
  }
}
