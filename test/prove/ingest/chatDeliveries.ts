import { randomUUID } from 'node:crypto';
import type { Random } from '../../../src/providers/sandbox/random.js';
import type { Fleet, FleetNode } from '../../support/fleet.js';

/** A body that a chat provider sends; `key` tells it from others. */
export interface ChatDelivery {
  key: string;
  url: string;
  body: string;
  /** What it says, as the tables must hold it. */
  messages: { key: string; from: string; text: string }[];
  statuses: string[];
}

const BUSINESS_NUMBER = '447700900100';
const STATUSES = ['sent', 'delivered', 'read'] as const;

/** Bodies of one account: messages of customers, each in one or several bodies, and statuses of messages that nobody knows. */
export async function makeChatDeliveries(fleet: Fleet, node: FleetNode, random: Random, bodies: number): Promise<ChatDelivery[]> {
  const response = await fetch(`${node.url}/chat-providers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ slug: 'siege', kind: 'netcore', name: 'Under siege', business_number: `+${BUSINESS_NUMBER}` }),
  });
  if (response.status !== 201) throw new Error(`The chat provider was answered ${response.status}: ${await response.text()}`);
  const { webhook_address_with_secret } = (await response.json()) as { webhook_address_with_secret: string };
  const { pathname, search } = new URL(webhook_address_with_secret, 'http://localhost');

  const made: ChatDelivery['messages'] = [];
  return Array.from({ length: bodies }, (_, place) => {
    const messages = Array.from({ length: random.int(0, 5) }, () => {
      // The same message in another body: an item counts once, whatever carries it.
      if (made.length > 0 && random.chance(0.2)) return random.pick(made);
      const message = {
        key: `wamid.${made.length}`,
        from: `12025550${100 + random.int(0, 39)}`,
        text: `Message ${made.length} of the siege`,
      };
      made.push(message);
      return message;
    });
    const statuses = Array.from({ length: random.int(messages.length > 0 ? 0 : 1, 3) }, () => ({
      ncmessage_id: `nc-${random.int(0, bodies)}`,
      recipient: '12025550100',
      status: random.pick(STATUSES),
      received_at: '1771924677',
    }));
    const body = JSON.stringify({
      // So that no two bodies are the same.
      request_id: place,
      incoming_message: messages.map(({ key, from, text }) => ({
        from,
        from_name: `Customer ${from}`,
        to: BUSINESS_NUMBER,
        message_id: key,
        received_at: String(1_771_924_515 + Number(key.slice(6))),
        message_type: 'TEXT',
        text_type: { text },
      })),
      delivery_status: statuses,
    });
    return {
      key: `chat ${place}`,
      url: `${pathname}${search}`,
      body,
      messages: messages.map((message) => ({ ...message, key: `netcore:${message.key}` })),
      statuses: statuses.map(({ ncmessage_id, status }) => `netcore:${ncmessage_id} ${status}`),
    };
  });
}

/** Takes away what tells an item of a body from one that came before. */
export async function withoutMessageKeys(fleet: Fleet): Promise<void> {
  await fleet.pool.query('drop index public.messages_key');
  for (const [name, from, to] of [
    ['ingest_chat', /and not exists \(select from public\.messages m where m\.key = i\.key\)/, ''],
    ['store_chat_messages', /on conflict \(key\) do nothing/, ''],
  ] as const) {
    const { rows } = await fleet.pool.query<{ source: string }>('select pg_get_functiondef($1::regproc) as source', [`public.${name}`]);
    if (!from.test(rows[0]!.source)) throw new Error(`${name} has nothing to take away.`);
    await fleet.pool.query(rows[0]!.source.replace(from, to));
  }
}

/** What the tables must hold, worked out from what was acknowledged alone. */
export async function judgeChats(fleet: Fleet, deliveries: ChatDelivery[], acknowledged: Set<string>): Promise<string[]> {
  const faults: string[] = [];
  const heard = deliveries.filter(({ key }) => acknowledged.has(key));
  const expected = new Map(heard.flatMap(({ messages }) => messages.map((message) => [message.key, message] as const)));
  const { rows: stored } = await fleet.pool.query<{ key: string; text: string; phone: string; times: number }>(
    `select m.key, min(m.text) as text, min(k.phone) as phone, count(*)::integer as times
     from public.messages m join public.chat_contacts k on k.id = m.contact_id group by m.key`,
  );
  const found = new Map(stored.map((row) => [row.key, row]));
  const lost = [...expected.values()].filter(
    ({ key, text, from }) => found.get(key)?.text !== text || found.get(key)?.phone !== `+${from}`,
  );
  if (lost.length > 0) faults.push(`${lost.length} acknowledged messages are not stored as they were sent`);
  const doubled = stored.filter(({ times }) => times > 1);
  if (doubled.length > 0) faults.push(`${doubled.length} messages are stored more than once`);

  const statuses = new Set(heard.flatMap((delivery) => delivery.statuses));
  const kept = await fleet.pool.query<{ status: string; times: number }>(
    `select key || ' ' || status as status, count(*)::integer as times from public.message_status_events group by 1`,
  );
  const missing = [...statuses].filter((status) => !kept.rows.some((row) => row.status === status && row.times === 1));
  if (missing.length > 0) faults.push(`${missing.length} statuses are not kept exactly once`);

  const counts = await fleet.pool.query<{ wrong: number; open: number }>(
    `select
       (select count(*) from public.conversations c
        where c.message_count <> (select count(*) from public.messages m where m.conversation_id = c.id))::integer as wrong,
       (select count(*) from (
          select from public.conversations c where c.status <> 'resolved' group by c.contact_id having count(*) > 1) d)::integer as open`,
  );
  if (counts.rows[0]!.wrong > 0) faults.push(`${counts.rows[0]!.wrong} conversations count other messages than they have`);
  if (counts.rows[0]!.open > 0) faults.push(`${counts.rows[0]!.open} contacts have several open conversations`);
  const rollups = await fleet.pool.query('select * from public.verify_chat_rollups()');
  if (rollups.rowCount) faults.push(`${rollups.rowCount} figures of chats are not what a rebuild would make of them`);
  return faults;
}
