import { Module } from '@nestjs/common';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { FileStore } from '../common/files/fileStore.js';
import { LOGGER } from '../common/http/logger.token.js';
import { ImapMailboxDriver } from '../providers/mail/imapMailbox.js';
import { SmtpMailSender } from '../providers/mail/smtpSender.js';
import { EmailAttachmentsController } from './emailAttachments.controller.js';
import { EmailAttachmentsRepository } from './emailAttachments.repository.js';
import { EmailAttachments } from './emailAttachments.service.js';
import { EmailBulksController } from './emailBulks.controller.js';
import { EmailBulksRepository } from './emailBulks.repository.js';
import { EmailBulks } from './emailBulks.service.js';
import { EmailDraftsController } from './emailDrafts.controller.js';
import { EmailDraftsService } from './emailDrafts.service.js';
import { EmailForwardService } from './emailForward.service.js';
import { EmailOutbox } from './emailOutbox.js';
import { EmailParsingJobs } from './emailParsing.jobs.js';
import { EmailParsingRepository } from './emailParsing.repository.js';
import { EmailParsingService } from './emailParsing.service.js';
import { EmailReplyController } from './emailReply.controller.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import { EmailReplyService } from './emailReply.service.js';
import { EmailsController } from './emails.controller.js';
import { EmailSender } from './emailSender.js';
import { EmailsRepository } from './emails.repository.js';
import { EmailsService } from './emails.service.js';
import { EmailThreadsController } from './emailThreads.controller.js';
import { EmailUploadsService } from './emailUploads.service.js';
import { GmailAccounts } from './gmailAccounts.js';
import { GmailIngestionHealth } from './gmailIngestion.health.js';
import { GmailIngestionJobs } from './gmailIngestion.jobs.js';
import { GmailPushController } from './gmailPush.controller.js';
import { GmailPushService } from './gmailPush.service.js';
import { GmailPushWatch } from './gmailPushWatch.service.js';
import { MailboxAccess } from './mailboxAccess.js';
import { MailboxesRepository } from './mailboxes.repository.js';
import { MailboxMessagesController } from './mailboxMessages.controller.js';
import { MailboxMessagesRepository } from './mailboxMessages.repository.js';
import { MailboxMessagesService } from './mailboxMessages.service.js';
import { MailboxSyncRepository } from './mailboxSync.repository.js';
import { MailboxSync } from './mailboxSync.js';
import { MailboxWatchers, WATCH_TIMING, watchTiming } from './mailboxWatchers.service.js';
import { GMAIL_API, MAIL_SENDER, MAILBOX_DRIVER } from './mailPorts.js';
import { MailReader } from './mailReader.js';
import { MailThread } from './mailThread.js';
import { OutgoingWords } from './outgoingWords.js';
import { SentFolder } from './sentFolder.js';
import { SignatureImages } from './signatureImages.js';
import { SupportEmailsController } from './supportEmails.controller.js';
import { SupportEmailsRepository } from './supportEmails.repository.js';
import { SupportEmailsService } from './supportEmails.service.js';

/** Deadline of one request to Gmail's API, milliseconds. */
const GMAIL_API_MS = 15_000;
/** How long the reading of one message may take, milliseconds: ordinary ones take two, the worst that are not made to harm a few thousand. */
const READING_MS = 60_000;

/** Megabytes for the thread that reads, given the largest message: enough for that one, and from 2048 on V8 lets a heap grow fourfold before it collects. */
function readingHeap(max_message_mb: number): number {
  const granted = getHeapStatistics().heap_size_limit / 1024 / 1024;
  return Math.max(256 + 16 * max_message_mb, Math.min(2_048, granted));
}

const PORTS = [
  { provide: MAILBOX_DRIVER, useFactory: () => new ImapMailboxDriver() },
  { provide: MAIL_SENDER, inject: [ConfigService], useFactory: ({ environment }: ConfigService) => new SmtpMailSender({ silence_ms: environment.EMAIL_SMTP_TIMEOUT_SECONDS * 1000 }) },
  {
    provide: GMAIL_API,
    inject: [ConfigService],
    useFactory: ({ environment }: ConfigService) =>
      new GmailAccounts({ base_url: environment.GMAIL_API_URL, token_url: environment.GMAIL_TOKEN_URL, timeout_ms: GMAIL_API_MS }),
  },
];

const MAILBOXES = [
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
];

const PARSING = [
  {
    provide: MailThread,
    inject: [ConfigService, LOGGER],
    useFactory: ({ environment, link_secret }: ConfigService, logger: Logger) =>
      new MailThread({ settings: { loop_secret: link_secret }, heap_mb: readingHeap(environment.MAIL_MAX_MESSAGE_MB), deadline_ms: READING_MS }, logger),
  },
  { provide: MailReader, inject: [FileStore, MailThread], useFactory: (files: FileStore, thread: MailThread) => new MailReader(files, thread) },
  EmailParsingService,
  EmailParsingRepository,
  EmailParsingJobs,
  MailboxMessagesService,
  MailboxMessagesRepository,
];

const REPLIES = [EmailReplyService, EmailForwardService, EmailReplyRepository, OutgoingWords, SignatureImages, EmailOutbox, EmailUploadsService, EmailDraftsService, EmailSender, SentFolder];

const LISTS = [EmailsService, EmailsRepository, EmailAttachments, EmailAttachmentsRepository, EmailBulks, EmailBulksRepository];

@Module({
  // Fixed paths such as /emails/drafts come before those with an id.
  controllers: [
    EmailDraftsController,
    EmailAttachmentsController,
    EmailBulksController,
    EmailThreadsController,
    EmailReplyController,
    EmailsController,
    SupportEmailsController,
    GmailPushController,
    MailboxMessagesController,
  ],
  providers: [...PORTS, ...MAILBOXES, ...PARSING, ...LISTS, ...REPLIES],
  exports: [MailboxAccess, SupportEmailsService, EmailsService, MAILBOX_DRIVER, MAIL_SENDER],
})
export class GmailIngestionModule {}
