import type pg from 'pg';
import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import { type AcceptedMail, type MailSandbox, type MailSandboxAccount, startMailSandbox } from '../../src/providers/mail/mail.sandbox.js';
import { startTestApp, type TestApp } from './app.js';
import { makeSandboxMailbox } from './factories/emails.js';
import { until } from './until.js';

const ADDRESS = 'support@example.com';

/** An e-mail of ours as it is stored. */
type StoredMail = OutboundEmailDto & { send_id: string; sent_at: Date | null; notes: { code: string; message: string }[] };

/** The product with one mailbox at a mail sandbox, and what becomes of what it sends. */
export interface MailProduct {
  readonly product: TestApp;
  readonly mail: MailSandbox;
  /** The mailbox's id. */
  readonly mailbox: string;
  pool(): pg.Pool;
  account(): MailSandboxAccount;
  row(id: string): Promise<StoredMail>;
  /** The same, when nothing more will be done to send it. */
  ended(id: string): Promise<StoredMail>;
  /** What the mail server took under this Message-ID. */
  taken(message_id: string): AcceptedMail[];
}

export interface MailProductOptions {
  /** Addresses of other accounts of the sandbox. */
  others?: string[];
  environment?: Record<string, string>;
  /** Columns of the mailbox. */
  mailbox?: Record<string, unknown>;
}

/** Starts it before the tests of a file and stops it after them; what it returns is there in between. */
export function useMailProduct({ others = [], environment = {}, mailbox: columns = {} }: MailProductOptions = {}): MailProduct {
  let product: TestApp;
  let mail: MailSandbox;
  let mailbox: string;
  beforeAll(async () => {
    mail = await startMailSandbox({ accounts: [ADDRESS, ...others].map((email_address) => ({ email_address })) });
    product = await startTestApp({
      environment: { EMAIL_UNDO_SECONDS: '0', EMAIL_MAX_SEND_MB: '1', EMAIL_SMTP_TIMEOUT_SECONDS: '2', ...environment },
    });
    mailbox = (await makeSandboxMailbox(pool(), account(), { sent_copy: 'append', ...columns })).id;
  }, 60_000);
  afterAll(async () => {
    await product.close();
    await mail.stop();
  });

  const pool = () => product.database.pool;
  const account = () => mail.account(ADDRESS);
  const row = async (id: string) => (await pool().query<StoredMail>('select * from emails where id = $1', [id])).rows[0]!;
  return {
    get product() {
      return product;
    },
    get mail() {
      return mail;
    },
    get mailbox() {
      return mailbox;
    },
    ...{ pool, account, row },
    ended: (id) =>
      until(
        () => row(id),
        ({ send_state }) => !['queued', 'sending'].includes(send_state!),
        30,
      ),
    taken: (message_id) => account().accepted.filter((one) => one.message_id === message_id),
  };
}
