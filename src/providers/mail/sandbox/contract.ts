import type { MailSandboxAccount, MailSandboxAccountOptions, SandboxMessage } from './account.js';
import type { AcceptedMail } from './smtpServer.js';

export interface MailSandboxOptions {
  /** Of the page and the control; 0 is any free port. */
  port?: number;
  /** One account `support@example.com` that files what it sends, when nothing is said. */
  accounts?: MailSandboxAccountOptions[];
  /** `demo`: a dozen invented customer mails in the first account, and one more every `trickle_seconds`; `none`: empty. */
  profile?: 'demo' | 'none';
  seed?: number | string;
  /** 0 is never. */
  trickle_seconds?: number;
  now?: () => Date;
}

export interface MailSandbox {
  /** A page to look at; the control lies below it. */
  url: string;
  accounts: MailSandboxAccount[];
  /** By address; raises when there is none. */
  account(email_address: string): MailSandboxAccount;
  /** A message from outside into a folder of an account, byte for byte. Returns its UID. */
  deliver(email_address: string, raw: Buffer | string, options?: { folder?: string; flags?: string[]; at?: Date }): number;
  messages(email_address: string, folder?: string): SandboxMessage[];
  /** What lies in the Sent folder. */
  sent(email_address: string): SandboxMessage[];
  /** What SMTP took, of all accounts. */
  accepted(): AcceptedMail[];
  stop(): Promise<void>;
}
