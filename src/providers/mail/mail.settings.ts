import { integer, list } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, optional, variable } from '../../common/config/variables.js';

/** The local mail servers of the demo. */
export interface MailSandboxSection {
  /** A page that shows what lies in the mailboxes. */
  url: string;
  /** All listen on 127.0.0.1, without TLS. */
  accounts: { email_address: string; username: string; password: string; imap_port: number; smtp_port: number }[];
}

export const MAIL = settings('providers/mail', {
  MAIL_CONNECTS_PER_HOST: variable(integer(1, 100), 'Simultaneous sign-ins to one mail server.', '4'),
  EMAIL_SMTP_TIMEOUT_SECONDS: variable(integer(1, 600), 'How long to wait for an answer of an SMTP server.', '60'),
  MAIL_ALLOW_PRIVATE: optional(list, 'Mail servers that may have private addresses: host or host:port, separated by commas.'),
  MAIL_SANDBOX: fromStart<MailSandboxSection>('Where the mail sandbox runs, when it does.'),
});
