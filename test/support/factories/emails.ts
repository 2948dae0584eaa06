import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SecretBox } from '../../../src/common/crypto/secretBox.js';
import type { MailSandboxAccount } from '../../../src/providers/mail/mail.sandbox.js';

/** The key that `startTestApp` seals with. */
const TEST_ENCRYPTION_KEY = 'a key that only tests know, long enough too';

/** What runs SQL: a pool or a client. */
export type Queryable = Pick<pg.Pool, 'query'>;
export type Columns = Record<string, unknown>;

let made = 0;

/** Inserts one row and gives it back whole; plain objects and arrays of objects go into jsonb columns. */
export async function insertRow<R extends Columns = Columns>(
  database: Queryable,
  table: string,
  columns: Columns,
): Promise<R & { id: string }> {
  const names = Object.keys(columns);
  const values = Object.values(columns).map((value) => (isJson(value) ? JSON.stringify(value) : value));
  const { rows } = await database.query(
    `insert into public.${table} (${names.join()}) values (${names.map((_, index) => `$${index + 1}`).join()}) returning *`,
    values,
  );
  return rows[0] as R & { id: string };
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0 ? false : typeof value[0] === 'object';
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
}

/** A mailbox, `support<n>@example.com` unless told otherwise. */
export function makeMailbox(database: Queryable, columns: Columns = {}) {
  const email_address = String(columns['email_address'] ?? `support${++made}-${randomUUID().slice(0, 8)}@example.com`);
  return insertRow(database, 'support_emails', {
    email_address,
    username: email_address,
    imap_host: 'imap.example.com',
    smtp_host: 'smtp.example.com',
    ...columns,
  });
}

/** A mailbox that one can sign in at: that of an account of the mail sandbox. Nobody watches it unless told otherwise. */
export async function makeSandboxMailbox(
  database: Queryable,
  account: MailSandboxAccount,
  columns: Columns = {},
  encryption_key = TEST_ENCRYPTION_KEY,
) {
  const { email_address, username, password, imap_port, smtp_port } = account;
  const server = { imap_host: '127.0.0.1', imap_port, imap_security: 'none', smtp_host: '127.0.0.1', smtp_port, smtp_security: 'none' };
  const mailbox = await makeMailbox(database, { email_address, username, ...server, is_watched: false, ...columns });
  const sealed = new SecretBox([encryption_key]).seal(
    JSON.stringify({ kind: 'password', password }),
    `support_email_secrets:${mailbox.id}`,
  );
  await database.query('insert into public.support_email_secrets (support_email_id, sealed) values ($1, $2)', [mailbox.id, sealed]);
  return mailbox;
}

/** An agent whom e-mails can be given to. */
export function makeAgent(database: Queryable, columns: Columns = {}) {
  return insertRow(database, 'agents', { name: `Agent ${++made}`, ...columns });
}

/** A customer with an address. */
export async function makeCustomer(database: Queryable, email: string, columns: Columns = {}) {
  const customer = await insertRow(database, 'customers', { name: 'Asha', ...columns });
  await insertRow(database, 'customer_identities', { customer_id: customer.id, kind: 'email', value: email.toLowerCase(), source: 'test' });
  return customer;
}

/** A thread. Counts and times are those of one message that is not there yet: what keeps them from the e-mails may correct them. */
export function makeThread(database: Queryable, mailbox: { id: string }, columns: Columns = {}) {
  const at = columns['last_message_at'] ?? new Date(Date.UTC(2026, 1, 24, 9, 0, ++made));
  return insertRow(database, 'email_threads', {
    support_email_id: mailbox.id,
    subject: 'Where is my order?',
    message_count: 1,
    first_message_at: at,
    last_message_at: at,
    ...columns,
  });
}

/** An e-mail in a thread, or in one of its own. */
export async function makeEmail(database: Queryable, mailbox: { id: string }, columns: Columns = {}) {
  const received_at = columns['received_at'] ?? new Date(Date.UTC(2026, 1, 24, 9, 0, ++made));
  const matter = Object.fromEntries(
    ['status', 'team', 'priority', 'assignee_id', 'customer_id'].filter((name) => name in columns).map((name) => [name, columns[name]]),
  );
  const thread_id = columns['thread_id'] ?? (await makeThread(database, mailbox, { last_message_at: received_at, ...matter })).id;
  return insertRow(database, 'emails', {
    support_email_id: mailbox.id,
    thread_id,
    thread_reason: 'new',
    direction: 'inbound',
    message_id: `<${randomUUID()}@mail.example.com>`,
    from_email: 'asha@example.com',
    from_name: 'Asha',
    subject: 'Where is my order?',
    snippet: 'Hello',
    body_text: 'Hello',
    new_text: 'Hello',
    received_at,
    ...columns,
  });
}

/** An attachment of an e-mail; its content must be in the file store under `sha256`. Also sets the e-mail's count. */
export async function makeAttachment(database: Queryable, email: { id: string }, columns: Columns = {}) {
  const { rows } = await database.query('select count(*)::integer as n from public.email_attachments where email_id = $1', [email.id]);
  const attachment = await insertRow(database, 'email_attachments', {
    email_id: email.id,
    position: rows[0].n,
    filename: 'invoice.pdf',
    content_type: 'application/pdf',
    state: 'stored',
    ...columns,
  });
  await database.query('update public.emails set attachment_count = $2 where id = $1', [email.id, rows[0].n + 1]);
  return attachment;
}
