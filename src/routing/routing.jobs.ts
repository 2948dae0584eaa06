import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { RungSweep } from '../supabase/rungSweep.js';
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
  private readonly sweeps: RungSweep;

  constructor(
    private readonly jobs: JobsService,
    private readonly returns: RoutingReturnsService,
    repository: RoutingRepository,
    routing: RoutingService,
    @InjectLogger() logger: Logger,
  ) {
    this.sweeps = new RungSweep({
      listen: (heard, down) => repository.listen(heard, down),
      sweep: async () => ((await routing.sweep(jobs.stopping)) ? null : AGAIN_MS),
      onFailure: ({ message }) => logger.warn({ reason: message }, 'work could not be given out; it is tried again within a minute'),
      onDeaf: (reason) => logger.warn({ reason }, 'the router hears nothing; it looks every minute instead'),
    });
  }

  onModuleInit(): void {
    this.jobs.on(look, async (_payload, { signal }) => {
      await this.returns.run(new Date(), signal);
      await this.sweeps.run();
    });
    this.jobs.every('* * * * *', look, {}, { jitter_seconds: 5 });
    this.jobs.onStart(() => this.sweeps.start());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeps.stop();
  }
}
