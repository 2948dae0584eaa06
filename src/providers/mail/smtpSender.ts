import { MailboxError } from '../ports/mailbox.port.js';
import type { MailSender, MailSendResult } from '../ports/mailSender.port.js';

/** Holds the place of the SMTP sender until that is there. */
export class SmtpMailSender implements MailSender {
  send(): Promise<MailSendResult> {
    return Promise.resolve({ state: 'not_sent', error_code: 'mail_not_available', error_message: 'SMTP is not connected.', needs_person: false });
  }

  verify(): Promise<void> {
    return Promise.reject(new MailboxError('retry', 'mail_not_available', 'SMTP is not connected.'));
  }
}
