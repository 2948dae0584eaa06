import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { AppError, defineError } from '../../common/errors/appError.js';
import { databaseUnavailable } from '../../common/errors/commonErrors.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { FileStore } from '../../common/files/fileStore.js';
import type { Send, SendOutcome } from '../../common/sends/send.js';
import { SendsService } from '../../common/sends/sends.service.js';
import { MailboxError } from '../../providers/ports/mailbox.port.js';
import type { MailServerSettings } from '../../providers/ports/mailbox.port.js';
import type { MailSender, OutgoingMail } from '../../providers/ports/mailSender.port.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import { MailboxAccess } from '../mailboxes/mailboxAccess.js';
import { GMAIL_INGESTION } from '../gmailIngestion.settings.js';
import { MAIL_SENDER } from '../mailPorts.js';

/** What queue_email wrote into the send. */
export interface EmailSendPayload {
  support_email_id: string;
  raw_sha256: string;
  message_id: string;
  from: string;
  to: string[];
}

export const emailDeleted = defineError('email_deleted', 410, 'The e-mail was deleted before it could be sent.');

/** Sign-ins refused in a row after which nobody tries until the credentials are changed. */
const MAX_AUTH_FAILURES = 3;

/** Between tries: a server that refuses for now is asked again soon, then twice an hour. What waits together does not come together. */
const PAUSES = { first_ms: 15_000, max_ms: 30 * 60_000, jitter: [0.8, 1] } as const;

/** Sends queued e-mails. */
@Injectable()
export class EmailSender implements OnModuleInit {
  constructor(
    private readonly sends: SendsService,
    private readonly repository: EmailReplyRepository,
    private readonly access: MailboxAccess,
    private readonly files: FileStore,
    @Inject(MAIL_SENDER) private readonly sender: MailSender,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const retries = { ...PAUSES, for_ms: this.config.of(GMAIL_INGESTION).EMAIL_RETRY_FOR };
    this.sends.register<EmailSendPayload>({ channel: 'email.smtp', retries, perform: (send) => this.perform(send) });
  }

  private async perform(send: Send<EmailSendPayload>): Promise<SendOutcome> {
    const { payload } = send;
    let prepared: { settings: MailServerSettings; mail: OutgoingMail };
    try {
      prepared = await this.prepare(send.id, payload);
    } catch (error) {
      // Nothing has left yet, whatever it was.
      return this.unprepared(payload, error);
    }
    const result = await this.sender.send(prepared.settings, prepared.mail);
    if (result.said) this.logger.debug({ send_id: send.id, state: result.state, said: result.said }, 'a mail server answered');
    if (result.state === 'sent') return { state: 'sent', detail: { response: result.response, rejected: result.rejected } };
    const { state, error_code, error_message, needs_person } = result;
    if (needs_person && state === 'not_sent')
      await this.repository.noteSmtpRefusal(payload.support_email_id, error_code, error_message).catch(() => undefined);
    return { state, error_code, error_message };
  }

  private async prepare(
    send_id: string,
    { support_email_id, raw_sha256, from, to }: EmailSendPayload,
  ): Promise<{ settings: MailServerSettings; mail: OutgoingMail }> {
    const [email, mailbox] = await Promise.all([this.repository.emailOfSend(send_id), this.repository.mailbox(support_email_id)]);
    if (!email || email.deleted_at) throw emailDeleted();
    if (mailbox?.state === 'reconnect_needed' && mailbox.auth_failures >= MAX_AUTH_FAILURES) {
      throw new MailboxError('retry', 'mailbox_reconnect_needed', 'The mailbox needs new credentials.');
    }
    const [settings, raw] = await Promise.all([this.access.smtp(support_email_id), this.files.read(raw_sha256)]);
    return { settings, mail: { envelope: { from, to }, raw } };
  }

  private async unprepared({ support_email_id }: EmailSendPayload, error: unknown): Promise<SendOutcome> {
    if (error instanceof MailboxError) {
      const { code: error_code, message: error_message } = error;
      if (error.kind === 'reconnect_needed')
        await this.repository.noteSmtpRefusal(support_email_id, error_code, error_message).catch(() => undefined);
      return { state: 'not_sent', error_code, error_message };
    }
    if (error instanceof AppError)
      return {
        state: error.code === databaseUnavailable.code ? 'not_sent' : 'failed',
        error_code: error.code,
        error_message: error.message,
      };
    return { state: 'not_sent', error_code: 'not_prepared', error_message: (error as Error).message };
  }
}
