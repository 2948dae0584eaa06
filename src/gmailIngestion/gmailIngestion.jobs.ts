import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { GmailPushWatchService } from './mailboxes/gmailPushWatch.service.js';
import { MailboxWatchersService } from './watching/mailboxWatchers.service.js';

/** The background work of this module, and when it is due. */
@Injectable()
export class GmailIngestionJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly watchers: MailboxWatchersService,
    private readonly push: GmailPushWatchService,
  ) {}

  onModuleInit(): void {
    this.jobs.register('gmail.renew_push', ({ support_email_id }) => this.push.renew(support_email_id as string));
    this.jobs.register('gmail.renew_pushes', (_payload, context) => this.push.renewAll(context));
    this.jobs.schedule({ name: 'gmail.renew_pushes', cron: '10 3 * * *', task: 'gmail.renew_pushes', payload: {}, jitter_seconds: 1_800 });
    this.jobs.onStart(() => this.watchers.start());
  }
}
