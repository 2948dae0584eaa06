import { Module } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { ImapMailboxDriver } from '../providers/mail/imapMailbox.js';
import { SmtpMailSender } from '../providers/mail/smtpSender.js';
import { GmailAccounts } from './gmailAccounts.js';
import { GmailIngestionHealth } from './gmailIngestion.health.js';
import { GmailIngestionJobs } from './gmailIngestion.jobs.js';
import { GmailPushController } from './gmailPush.controller.js';
import { GmailPushService } from './gmailPush.service.js';
import { GmailPushWatch } from './gmailPushWatch.service.js';
import { MailboxAccess } from './mailboxAccess.js';
import { MailboxesRepository } from './mailboxes.repository.js';
import { MailboxSyncRepository } from './mailboxSync.repository.js';
import { MailboxSync } from './mailboxSync.js';
import { MailboxWatchers, WATCH_TIMING, watchTiming } from './mailboxWatchers.service.js';
import { GMAIL_API, MAIL_SENDER, MAILBOX_DRIVER } from './mailPorts.js';
import { SupportEmailsController } from './supportEmails.controller.js';
import { SupportEmailsRepository } from './supportEmails.repository.js';
import { SupportEmailsService } from './supportEmails.service.js';

@Module({
  controllers: [SupportEmailsController, GmailPushController],
  providers: [
    { provide: MAILBOX_DRIVER, useFactory: () => new ImapMailboxDriver() },
    { provide: MAIL_SENDER, useFactory: () => new SmtpMailSender() },
    {
      provide: GMAIL_API,
      inject: [ConfigService],
      useFactory: ({ environment }: ConfigService) => new GmailAccounts({ base_url: environment.GMAIL_API_URL, token_url: environment.GMAIL_TOKEN_URL, timeout_ms: 15_000 }),
    },
    { provide: WATCH_TIMING, inject: [ConfigService], useFactory: ({ environment }: ConfigService) => watchTiming(environment.MAIL_POLL_SECONDS) },
    SupportEmailsService,
    SupportEmailsRepository,
    MailboxAccess,
    MailboxesRepository,
    MailboxSync,
    MailboxSyncRepository,
    MailboxWatchers,
    GmailPushService,
    GmailPushWatch,
    GmailIngestionJobs,
    GmailIngestionHealth,
  ],
  exports: [MailboxAccess, SupportEmailsService, MAILBOX_DRIVER, MAIL_SENDER],
})
export class GmailIngestionModule {}
