import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { EmailBulksService } from './emails/emailBulks.service.js';
import { GmailPushWatchService, renewPush } from './mailboxes/gmailPushWatch.service.js';
import { EmailParsingService } from './parsing/emailParsing.service.js';
import { EmailReplyRepository } from './replies/emailReply.repository.js';
import { fileSentCopy, SentFolder, settleSend } from './replies/sentFolder.js';
import { MailboxWatchersService } from './watching/mailboxWatchers.service.js';

/** Added in SQL, with the messages. */
const parseMessages = task('emails.parse', { mailbox_message_ids: 'string[]', again: 'boolean?' });
const requeueMessages = task('emails.requeue');
/** Added in SQL, with the bulk change. */
export const changeInBulk = task('emails.bulk', { bulk_id: 'string' });
const cleanLeftovers = task('emails.clean_leftovers');
const renewPushes = task('gmail.renew_pushes');

/** The background work of this module, and when it is due. */
@Injectable()
export class GmailIngestionJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly watchers: MailboxWatchersService,
    private readonly push: GmailPushWatchService,
    private readonly parsing: EmailParsingService,
    private readonly bulks: EmailBulksService,
    private readonly sentFolder: SentFolder,
    private readonly replies: EmailReplyRepository,
  ) {}

  onModuleInit(): void {
    const { jobs } = this;
    jobs.onStart(() => this.watchers.start());
    jobs.on(renewPush, ({ support_email_id }) => this.push.renew(support_email_id));
    jobs.on(renewPushes, (_payload, context) => this.push.renewAll(context));
    jobs.every('10 3 * * *', renewPushes, {}, { jitter_seconds: 1_800 });

    jobs.on(parseMessages, ({ mailbox_message_ids, again }, { signal }) => this.parsing.parse(mailbox_message_ids, again, signal));
    jobs.on(requeueMessages, () => this.parsing.requeue());
    jobs.every('*/10 * * * *', requeueMessages, {}, { jitter_seconds: 60 });

    jobs.on(changeInBulk, ({ bulk_id }, context) => this.bulks.perform(bulk_id, context));

    jobs.on(settleSend, ({ send_id, look }) => this.sentFolder.settle(send_id, look));
    jobs.on(fileSentCopy, ({ send_id, look }) => this.sentFolder.fileCopy(send_id, look));
    jobs.on(cleanLeftovers, () => this.replies.cleanLeftovers());
    jobs.every('20 3 * * *', cleanLeftovers, {}, { jitter_seconds: 60 });
  }
}
