import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { TicketsService } from './tickets.service.js';

const wake = task('tickets.wake');
const closeSilent = task('tickets.close_silent');

/** The background work of this module, and when it is due. */
@Injectable()
export class TicketsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly tickets: TicketsService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(wake, async () => void (await this.tickets.wake()));
    this.jobs.every('* * * * *', wake, {}, { jitter_seconds: 5 });
    this.jobs.on(closeSilent, () => this.tickets.closeSilent(new Date()));
    this.jobs.every('*/10 * * * *', closeSilent, {}, { jitter_seconds: 60 });
  }
}
