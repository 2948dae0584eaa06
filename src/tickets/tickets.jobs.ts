import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { TicketBulksService } from './ticketBulks.service.js';
import { TicketNews } from './ticketNews.js';
import { TicketsService } from './tickets.service.js';

const wake = task('tickets.wake');
/** Added in SQL, with the bulk. */
const bulk = task('tickets.bulk', { bulk_id: 'string' });
/** Added in SQL, with the warning. */
const tellClosing = task('tickets.tell_closing', { ticket_id: 'string' });
const closeSilent = task('tickets.close_silent');

/** The background work of this module, and when it is due. */
@Injectable()
export class TicketsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly tickets: TicketsService,
    private readonly bulks: TicketBulksService,
    private readonly news: TicketNews,
  ) {}

  onModuleInit(): void {
    this.jobs.on(wake, () => this.tickets.wake());
    this.jobs.every('* * * * *', wake, {}, { jitter_seconds: 5 });
    this.jobs.on(bulk, ({ bulk_id }, { signal }) => this.bulks.perform(bulk_id, signal));
    this.jobs.on(tellClosing, ({ ticket_id }) => this.news.tellClosing(ticket_id, new Date()));
    this.jobs.on(closeSilent, () => this.tickets.closeSilent(new Date()));
    this.jobs.every('*/10 * * * *', closeSilent, {}, { jitter_seconds: 60 });
  }
}
