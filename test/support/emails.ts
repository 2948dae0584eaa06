import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SecretBox } from '../../src/common/crypto/secretBox.js';
import type { MailSandboxAccount } from '../../src/providers/mail/mail.sandbox.js';

/** The key that `startTestApp` seals with. */
export const TEST_ENCRYPTION_KEY = 'a key that only tests know, long enough too';

type Values = Record<string, unknown>;
interface Made {
  id: string;
}

/** A mailbox; with an account of the mail sandbox it can be signed in at. */
export async function makeMailbox(pool: pg.Pool, values: Values = {}, account?: MailSandboxAccount, encryption_key = TEST_ENCRYPTION_KEY): Promise<Made> {
  const mailbox = await insert(pool, 'support_emails', {
    email_address: account?.email_address ?? `support-${randomUUID().slice(0, 8)}@example.com`,
    username: account?.username ?? 'support',
    imap_host: '127.0.0.1', imap_port: account?.imap_port ?? 9, imap_security: 'none',
    smtp_host: '127.0.0.1', smtp_port: account?.smtp_port ?? 9, smtp_security: 'none',
    is_watched: false,
    ...values,
  });
  const credentials = JSON.stringify({ kind: 'password', password: account?.password ?? 'a password of nobody' });
  await insert(pool, 'support_email_secrets', { support_email_id: mailbox.id, sealed: new SecretBox([encryption_key]).seal(credentials, `support_email_secrets:${mailbox.id}`) });
  return mailbox;
}

export function makeThread(pool: pg.Pool, support_email_id: string, values: Values = {}): Promise<Made> {
  return insert(pool, 'email_threads', { support_email_id, subject: 'Where is my order?', participants: ['asha@example.net'], ...values });
}

/** An e-mail, inbound unless said otherwise, in a thread of its own unless one is given. */
export async function makeEmail(pool: pg.Pool, support_email_id: string, values: Values = {}): Promise<Made & { thread_id: string; message_id: string }> {
  const thread_id = (values.thread_id as string | undefined) ?? (await makeThread(pool, support_email_id)).id;
  const message_id = (values.message_id as string | undefined) ?? `<${randomUUID()}@example.net>`;
  const { id } = await insert(pool, 'emails', {
    support_email_id,
    direction: 'inbound',
    from_email: 'asha@example.net',
    from_name: 'Asha Rao',
    subject: 'Where is my order?',
    body_text: 'Hello, where is my order 5550199?',
    received_at: '2026-03-02T09:30:00Z',
    ...values,
    thread_id,
    message_id,
  });
  return { id, thread_id, message_id };
}

async function insert(pool: pg.Pool, table: string, values: Values): Promise<Made> {
  const columns = Object.keys(values);
  const { rows } = await pool.query<Made>(
    `insert into public.${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')}) returning *`,
    Object.values(values).map((value) => (Array.isArray(value) && typeof value[0] === 'object' ? JSON.stringify(value) : value)),
  );
  return rows[0]!;
}
