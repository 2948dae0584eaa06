import { randomUUID } from 'node:crypto';
import type pg from 'pg';

type Given = Record<string, unknown>;

/** A mailbox as it is after its first sync; what is not given is plain. Returns its id. */
export function makeMailbox(pool: pg.Pool, given: Given = {}): Promise<string> {
  const id = (given['id'] as string | undefined) ?? randomUUID();
  return insert(pool, 'support_emails', {
    id,
    email_address: `box-${id.slice(0, 8)}@example.com`,
    username: 'box',
    imap_host: 'imap.example.com',
    smtp_host: 'smtp.example.com',
    ...given,
  });
}

/** An empty thread of a mailbox. Returns its id. */
export function makeThread(pool: pg.Pool, given: Given & { support_email_id: string }): Promise<string> {
  return insert(pool, 'email_threads', { id: randomUUID(), ...given });
}

/** An inbound message; without a thread it gets one of its own. Returns its id. */
export async function makeEmail(pool: pg.Pool, given: Given & { support_email_id: string }): Promise<string> {
  const thread_id = given['thread_id'] ?? (await makeThread(pool, { support_email_id: given.support_email_id }));
  return insert(pool, 'emails', { id: randomUUID(), direction: 'inbound', received_at: new Date(), from_email: 'person@example.com', ...given, thread_id });
}

async function insert(pool: pg.Pool, table: string, row: Given): Promise<string> {
  const columns = Object.keys(row);
  const { rows } = await pool.query<{ id: string }>(
    `insert into public.${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')}) returning id`,
    Object.values(row),
  );
  return rows[0]!.id;
}
