import { Module } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { ImapMailboxDriver } from '../providers/mail/imapMailbox.js';
import { SmtpMailSender } from '../providers/mail/smtpSender.js';
import { EmailDraftsController } from './emailDrafts.controller.js';
import { EmailDraftsService } from './emailDrafts.service.js';
import { EmailOutbox } from './emailOutbox.js';
import { EmailReplyController } from './emailReply.controller.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import { EmailReplyService } from './emailReply.service.js';
import { EmailSender } from './emailSender.js';
import { EmailUploadsService } from './emailUploads.service.js';
import { MailboxAccess } from './mailboxAccess.js';
import { MAIL_SENDER, MAILBOX_DRIVER } from './mailPorts.js';
import { SentFolder } from './sentFolder.js';

@Module({
  // Fixed paths such as /emails/drafts come before those with an id.
  controllers: [EmailDraftsController, EmailReplyController],
  providers: [
    { provide: MAILBOX_DRIVER, useFactory: () => new ImapMailboxDriver() },
    { provide: MAIL_SENDER, inject: [ConfigService], useFactory: ({ environment }: ConfigService) => new SmtpMailSender({ silence_ms: environment.EMAIL_SMTP_TIMEOUT_SECONDS * 1000 }) },
    MailboxAccess,
    EmailReplyService,
    EmailReplyRepository,
    EmailOutbox,
    EmailUploadsService,
    EmailDraftsService,
    EmailSender,
    SentFolder,
  ],
  exports: [],
})
export class GmailIngestionModule {}
