import type { MailServerSettings } from './mailbox.port.js';

/** A message that is ready to go: the bytes are made once, so that a second try, or a copy for Sent, is the same message. */
export interface OutgoingMail {
  /** Return path and every recipient, blind ones included. */
  envelope: { from: string; to: string[] };
  raw: Buffer;
}

/**
 * How sending ended. `not_sent` is certain, so it may be tried again; `unknown`: the connection broke after the message had left and
 * before the server answered, so it is never repeated. A refused recipient among accepted ones is in `rejected`. Messages are ours and
 * responses the server's numbers; `said` is its words, for the log alone.
 */
export type MailSendResult =
  | { state: 'sent'; response: string; rejected: { email: string; response: string }[]; said?: string }
  | { state: 'not_sent' | 'failed' | 'unknown'; error_code: string; error_message: string; needs_person: boolean; said?: string };

export interface MailSender {
  /** Never raises for anything that server or network do. */
  send(settings: MailServerSettings, mail: OutgoingMail): Promise<MailSendResult>;
  /** Signs in and sends nothing; resolves when that works. Raises MailboxError. */
  verify(settings: MailServerSettings): Promise<void>;
}
