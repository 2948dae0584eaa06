import { Module } from '@nestjs/common';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { FileStore } from '../common/files/fileStore.js';
import { LOGGER } from '../common/log/logger.token.js';
import { ChatTemplatesModule } from '../chatIngestion/templates/chatTemplates.module.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { ImapMailboxDriver } from '../providers/mail/imapMailbox.js';
import { MailHosts } from '../providers/mail/mailHosts.js';
import { SmtpMailSender } from '../providers/mail/smtpSender.js';
import { EmailAttachmentsController } from './emails/emailAttachments.controller.js';
import { EmailAttachmentsRepository } from './emails/emailAttachments.repository.js';
import { EmailAttachmentsService } from './emails/emailAttachments.service.js';
import { EmailBulksController } from './emails/emailBulks.controller.js';
import { EmailBulksRepository } from './emails/emailBulks.repository.js';
import { EmailBulksService } from './emails/emailBulks.service.js';
import { EmailDraftsController } from './replies/emailDrafts.controller.js';
import { EmailDraftsService } from './replies/emailDrafts.service.js';
import { EmailForwardService } from './replies/emailForward.service.js';
import { EmailOutbox } from './replies/emailOutbox.js';
import { EmailParsingRepository } from './parsing/emailParsing.repository.js';
import { EmailStoringRepository } from './parsing/emailStoring.repository.js';
import { EmailStoringService } from './parsing/emailStoring.service.js';
import { EmailParsingService } from './parsing/emailParsing.service.js';
import { EmailReplyController } from './replies/emailReply.controller.js';
import { EmailReplyRepository } from './replies/emailReply.repository.js';
import { EmailReplyService } from './replies/emailReply.service.js';
import { EmailsController } from './emails/emails.controller.js';
import { EmailSender } from './replies/emailSender.js';
import { EmailSendingHealth } from './replies/emailSending.health.js';
import { EmailsRepository } from './emails/emails.repository.js';
import { EmailsService } from './emails/emails.service.js';
import { EmailThreadsController } from './emails/emailThreads.controller.js';
import { EmailUploadsService } from './composing/emailUploads.service.js';
import { GmailAccounts } from './mailboxes/gmailAccounts.js';
import { GmailIngestionHealth } from './gmailIngestion.health.js';
import { EMAIL_ENTITY, EMAIL_THREAD_ENTITY, SUPPORT_EMAIL_ENTITY } from './gmailIngestion.entities.js';
import { EMAIL_EVENTS, EMAIL_THREAD_EVENTS, SUPPORT_EMAIL_EVENTS } from './gmailIngestion.events.js';
import { GmailIngestionJobs } from './gmailIngestion.jobs.js';
import { GmailPushController } from './watching/gmailPush.controller.js';
import { GmailPushService } from './watching/gmailPush.service.js';
import { GmailPushWatchService } from './mailboxes/gmailPushWatch.service.js';
import { MailboxAccess } from './mailboxes/mailboxAccess.js';
import { MailboxesRepository } from './mailboxes/mailboxes.repository.js';
import { MailboxMessagesController } from './parsing/mailboxMessages.controller.js';
import { MailboxMessagesRepository } from './parsing/mailboxMessages.repository.js';
import { MailboxMessagesService } from './parsing/mailboxMessages.service.js';
import { MailboxSyncRepository } from './watching/mailboxSync.repository.js';
import { MailboxSync } from './watching/mailboxSync.js';
import { MailboxWatchersService, WATCH_TIMING, watchTiming } from './watching/mailboxWatchers.service.js';
import { GMAIL_API, MAIL_SENDER, MAILBOX_DRIVER } from './mailPorts.js';
import { MailReader } from './parsing/mailReader.js';
import { ReadingThread } from './parsing/readingThread.js';
import { EmailUploadsRepository } from './composing/emailUploads.repository.js';
import { MailContent } from './composing/mailContent.js';
import { NoticeMailService } from './replies/noticeMail.service.js';
import { SentFolder } from './replies/sentFolder.js';
import { SignatureImages } from './composing/signatureImages.js';
import { SupportEmailsController } from './mailboxes/supportEmails.controller.js';
import { SupportEmailsRepository } from './mailboxes/supportEmails.repository.js';
import { SupportEmailsService } from './mailboxes/supportEmails.service.js';
import { GMAIL_INGESTION } from './gmailIngestion.settings.js';
import { GMAIL } from '../providers/gmail/gmail.settings.js';
import { MAIL } from '../providers/mail/mail.settings.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { EMAIL_WORKFLOWS } from './gmailIngestion.workflows.js';

/** Deadline of one request to Gmail's API, milliseconds. */
const GMAIL_API_MS = 15_000;
/**
 * How long the reading of one message may take, milliseconds: ordinary ones take two, the worst that are not made to harm a few thousand.
 */
const READING_MS = 60_000;

/**
 * Megabytes for the thread that reads, given the largest message: enough for that one, and from 2048 on V8 lets a heap grow fourfold before
 * it collects.
 */
function readingHeap(max_message_mb: number): number {
  const granted = getHeapStatistics().heap_size_limit / 1024 / 1024;
  return Math.max(256 + 16 * max_message_mb, Math.min(2_048, granted));
}

const PORTS = [
  {
    provide: MailHosts,
    inject: [ConfigService],
    useFactory: (config: ConfigService) => new MailHosts(config.of(MAIL).MAIL_ALLOW_PRIVATE ?? []),
  },
  { provide: MAILBOX_DRIVER, inject: [MailHosts], useFactory: (hosts: MailHosts) => new ImapMailboxDriver({}, hosts) },
  {
    provide: MAIL_SENDER,
    inject: [ConfigService, MailHosts],
    useFactory: (config: ConfigService, hosts: MailHosts) =>
      new SmtpMailSender({ silence_ms: config.of(MAIL).EMAIL_SMTP_TIMEOUT_SECONDS * 1000 }, hosts),
  },
  {
    provide: GMAIL_API,
    inject: [ConfigService],
    useFactory: (config: ConfigService) => {
      const { GMAIL_API_URL, GMAIL_TOKEN_URL } = config.of(GMAIL);
      return new GmailAccounts({ base_url: GMAIL_API_URL, token_url: GMAIL_TOKEN_URL, timeout_ms: GMAIL_API_MS });
    },
  },
];

const MAILBOXES = [
  {
    provide: WATCH_TIMING,
    inject: [ConfigService],
    useFactory: (config: ConfigService) => watchTiming(config.of(GMAIL_INGESTION).MAIL_POLL_SECONDS),
  },
  SupportEmailsService,
  SupportEmailsRepository,
  MailboxAccess,
  MailboxesRepository,
  MailboxSync,
  MailboxSyncRepository,
  MailboxWatchersService,
  GmailPushService,
  GmailPushWatchService,
  GmailIngestionJobs,
  GmailIngestionHealth,
];

const PARSING = [
  {
    provide: ReadingThread,
    inject: [ConfigService, LOGGER],
    useFactory: (config: ConfigService, logger: Logger) =>
      new ReadingThread(
        {
          settings: { loop_secret: config.link_secret },
          heap_mb: readingHeap(config.of(GMAIL_INGESTION).MAIL_MAX_MESSAGE_MB),
          deadline_ms: READING_MS,
        },
        logger,
      ),
  },
  {
    provide: MailReader,
    inject: [FileStore, ReadingThread],
    useFactory: (files: FileStore, thread: ReadingThread) => new MailReader(files, thread),
  },
  EmailParsingService,
  EmailParsingRepository,
  EmailStoringService,
  EmailStoringRepository,
  MailboxMessagesService,
  MailboxMessagesRepository,
];

const REPLIES = [
  EmailReplyService,
  EmailForwardService,
  EmailReplyRepository,
  EmailUploadsRepository,
  MailContent,
  SignatureImages,
  EmailOutbox,
  EmailUploadsService,
  EmailDraftsService,
  EmailSender,
  NoticeMailService,
  EmailSendingHealth,
  SentFolder,
];

const LISTS = [
  EmailsService,
  EmailsRepository,
  EmailAttachmentsService,
  EmailAttachmentsRepository,
  EmailBulksService,
  EmailBulksRepository,
];

@Module({
  imports: [ChatTemplatesModule],
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
  providers: [
    announces(SUPPORT_EMAIL_EVENTS, EMAIL_THREAD_EVENTS, EMAIL_EVENTS),
    registers(EMAIL_ENTITY, EMAIL_THREAD_ENTITY, SUPPORT_EMAIL_ENTITY),
    followedByWorkflows(EMAIL_WORKFLOWS),
    ...PORTS,
    ...MAILBOXES,
    ...PARSING,
    ...LISTS,
    ...REPLIES,
  ],
  exports: [
    MailboxAccess,
    SupportEmailsService,
    EmailsService,
    EmailUploadsService,
    EmailReplyService,
    MAILBOX_DRIVER,
    MAIL_SENDER,
    NoticeMailService,
  ],
})
export class GmailIngestionModule {}
