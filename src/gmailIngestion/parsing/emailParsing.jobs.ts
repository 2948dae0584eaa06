import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { EmailParsingService } from './emailParsing.service.js';

/** Stored messages become e-mails in the background. */
@Injectable()
export class EmailParsingJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly parsing: EmailParsingService,
  ) {}

  onModuleInit(): void {
    this.jobs.register('emails.parse', async ({ mailbox_message_ids, again }, context) => {
      await this.parsing.parse(mailbox_message_ids as string[], again === true, context.signal);
    });
    this.jobs.register('emails.requeue', async () => {
      await this.parsing.requeue();
    });
    this.jobs.schedule({ name: 'emails.requeue', cron: '*/10 * * * *', task: 'emails.requeue', payload: {}, jitter_seconds: 60 });
  }
}
