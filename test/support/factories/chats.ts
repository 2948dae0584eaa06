import type pg from 'pg';
import { randomUUID } from 'node:crypto';
import { type ChatRow, chatRow } from '../../../src/chatIngestion/ingest/chatRows.js';
import { parseInterakt } from '../../../src/providers/interakt/interakt.parser.js';
import { parseNetcore } from '../../../src/providers/netcore/netcore.parser.js';

let made = 0;

export interface ProviderRow {
  id: string;
  kind: 'interakt' | 'netcore';
  business_number: string;
}

/** An account, as people add one, without secrets. */
export async function makeChatProvider(pool: pg.Pool, given: Partial<ProviderRow> & Record<string, unknown> = {}): Promise<ProviderRow> {
  const row = { id: randomUUID(), slug: `chat-${++made}`, kind: 'netcore', name: 'Support', business_number: '+447700900100', ...given };
  await pool.query(`select public.create_chat_provider($1, 'sealed', null, null)`, [JSON.stringify(row)]);
  return row as ProviderRow;
}

/** What a webhook body of this account says, in the shape that is stored. */
export function rowsOf(provider: ProviderRow, body: unknown, received_at = new Date()): ChatRow[] {
  const parse = provider.kind === 'interakt' ? parseInterakt : parseNetcore;
  const origin = {
    provider_id: provider.id,
    kind: provider.kind,
    business_number: provider.business_number,
    received_at,
    media_expires_at: new Date(received_at.getTime() + 14 * 86_400_000),
    raw: Buffer.from(JSON.stringify(body)),
  };
  return parse(body, { received_at: received_at.toISOString() }).flatMap((item) => chatRow(item, origin) ?? []);
}

/** Stores items; what became of each. */
export async function ingest(client: pg.Pool | pg.PoolClient, rows: ChatRow[], reopen = '72 hours'): Promise<string[]> {
  const numbered = rows.map((row, index) => ({ ...row, n: index + 1 }));
  const { rows: found } = await client.query('select n, outcome from public.ingest_chat($1, $2) order by n', [
    JSON.stringify(numbered),
    reopen,
  ]);
  return found.map(({ outcome }) => outcome);
}

/** A message of a customer as Netcore sends it. */
export function incoming(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    from: '918123456789',
    from_name: 'Asha',
    to: '447700900100',
    message_id: `wamid.${randomUUID()}`,
    received_at: String(Math.floor(Date.now() / 1000)),
    message_type: 'TEXT',
    text_type: { text: 'Where is my order?' },
    ...given,
  };
}

/** A message of ours that was queued, as a reply makes one. Its id is its callback data. */
export async function makeReply(
  pool: pg.Pool,
  conversation_id: string,
  given: { id?: string; status?: string; at?: Date; text?: string; key?: string; channel?: string } = {},
): Promise<{ id: string; send_id: string }> {
  const id = given.id ?? randomUUID();
  const { rows } = await pool.query(
    `with queued as (select public.queue_send($7, '{}', null, null) as send_id)
     insert into public.messages (id, conversation_id, contact_id, provider_id, customer_id, direction, source, type, text, preview,
       key, at, status, send_id, created_by)
     select $1, c.id, c.contact_id, c.provider_id, c.customer_id, 'outbound', 'agent', 'text', $3, $3, $4, $5, $6, q.send_id, $8
     from public.conversations c, queued q where c.id = $2
     returning id, send_id`,
    [
      ...[id, conversation_id, given.text ?? 'On its way.', given.key ?? null, given.at ?? new Date(), given.status ?? 'queued'],
      ...[given.channel ?? 'chat.netcore', '00000000-0000-4000-8000-000000000001'],
    ],
  );
  return rows[0];
}
