import { type MailboxConnection, type MailboxDriver, MailboxError } from '../ports/mailbox.port.js';

/** Holds the place of the IMAP driver until that is there. */
export class ImapMailboxDriver implements MailboxDriver {
  connect(): Promise<MailboxConnection> {
    return Promise.reject(new MailboxError('retry', 'mail_not_available', 'IMAP is not connected.'));
  }
}
