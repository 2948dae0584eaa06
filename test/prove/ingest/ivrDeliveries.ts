import { randomUUID } from 'node:crypto';
import type { Random } from '../../../src/providers/sandbox/random.js';
import type { Fleet, FleetNode } from '../../support/fleet.js';

/** An event that an IVR provider sends; `key` tells it from others. */
export interface IvrDelivery {
  key: string;
  url: string;
  body?: string;
  slug: string;
  call_id: string;
  /** What it says, as a rank: live 0, missed 1, answered 2. */
  rank: number;
  talk: number;
}

const WORDS = ['RING', 'NOANSWER', 'OK'] as const;
const STATUSES = ['live', 'missed', 'answered'] as const;

/** Events of two providers: one posts JSON, the other asks with a query; each of their calls has one to three, in any order. */
export async function makeIvrDeliveries(fleet: Fleet, node: FleetNode, random: Random, events: number): Promise<IvrDelivery[]> {
  const addresses = await Promise.all(['siege-json', 'siege-query'].map((slug) => addProvider(fleet, node, slug)));
  const deliveries: IvrDelivery[] = [];
  for (let call = 0; deliveries.length < events; call++) {
    const { slug, url } = addresses[call % 2]!;
    const from = `+91812345${String(6000 + random.int(0, 39))}`;
    // The id is the same with both: it is the provider's own.
    const call_id = `9000000000000${String(100_000 + Math.floor(call / 2))}`;
    const answered = random.chance(0.5);
    for (const rank of [0, answered ? 2 : 1].slice(random.chance(0.2) ? 1 : 0)) {
      const talk = rank === 2 ? random.int(1, 600) : 0;
      const said = { id: call_id, from, st: WORDS[rank]!, talk: String(talk), start: '2026-02-24T09:17:57Z' };
      const delivery = { key: `ivr ${deliveries.length}`, slug, call_id, rank, talk };
      deliveries.push(
        slug === 'siege-json'
          ? // A number of 19 digits, as some write it.
            { ...delivery, url, body: JSON.stringify(said).replace(`"${call_id}"`, call_id) }
          : { ...delivery, url: `${url}&${new URLSearchParams(said).toString()}` },
      );
    }
  }
  return deliveries.slice(0, events);
}

async function addProvider(fleet: Fleet, node: FleetNode, slug: string): Promise<{ slug: string; url: string }> {
  const response = await fetch(`${node.url}/ivr-providers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      slug,
      name: slug,
      field_mapping: {
        call_id: { path: 'id' },
        customer_number: { path: 'from', transform: ['phone:IN'] },
        direction: { const: 'inbound' },
        started_at: { path: 'start', transform: ['time:iso@UTC'] },
        talk_seconds: { path: 'talk', transform: ['duration'] },
      },
      status_mapping: { path: 'st', map: { RING: 'live', NOANSWER: 'missed', OK: 'answered' } },
    }),
  });
  if (response.status !== 201) throw new Error(`The IVR provider was answered ${response.status}: ${await response.text()}`);
  const { webhook_address_with_secret } = (await response.json()) as { webhook_address_with_secret: string };
  const { pathname, search } = new URL(webhook_address_with_secret, 'http://localhost');
  return { slug, url: pathname + search };
}

/** What the tables must hold, worked out from what was acknowledged alone. */
export async function judgeIvr(fleet: Fleet, deliveries: IvrDelivery[], acknowledged: Set<string>): Promise<string[]> {
  const faults: string[] = [];
  const heard = deliveries.filter(({ key }) => acknowledged.has(key));
  const { rows } = await fleet.pool.query<{ call: string; status: string; talk: number; events: number; kept: number; times: number }>(
    `select p.slug || ' ' || c.provider_call_id as call, min(c.status) as status, min(c.talk_seconds) as talk, min(c.event_count) as events,
       (min((select count(*) from public.ivr_call_events e where e.call_id = c.id)))::integer as kept, count(*)::integer as times
     from public.ivr_calls c join public.ivr_providers p on p.id = c.provider_id group by 1`,
  );
  const found = new Map(rows.map((row) => [row.call, row]));
  const calls = new Map<string, IvrDelivery[]>();
  for (const one of heard) calls.set(`${one.slug} ${one.call_id}`, [...(calls.get(`${one.slug} ${one.call_id}`) ?? []), one]);
  const wrong = [...calls].filter(([call, events]) => {
    const row = found.get(call);
    const rank = Math.max(...events.map((event) => event.rank));
    const talk = Math.max(...events.map((event) => event.talk));
    return !row || row.status !== STATUSES[rank] || row.talk !== talk || row.events !== events.length || row.kept !== events.length;
  });
  if (wrong.length > 0) faults.push(`${wrong.length} of ${calls.size} IVR calls are not what their events say: ${wrong[0]![0]}`);
  const doubled = rows.filter(({ times }) => times > 1);
  if (doubled.length > 0) faults.push(`${doubled.length} IVR calls are there more than once`);
  const entries = await fleet.pool.query<{ wrong: number }>(
    `select count(*)::integer as wrong from (
       select c.customer_number from public.ivr_calls c group by 1
       having count(*) filter (where c.is_missed_entry) > 1
         or (count(*) filter (where c.is_missed_entry) = 0) <> (not bool_or(c.status = 'missed' and c.closed_at is null))) w`,
  );
  if (entries.rows[0]!.wrong > 0) faults.push(`${entries.rows[0]!.wrong} callers do not have one entry for what was missed`);
  const counts = await fleet.pool.query('select public.count_ivr_calls() -> $1 as kept', ['total']);
  const by_hand = Object.fromEntries(STATUSES.map((status) => [status, rows.filter((row) => row.status === status).length]));
  const kept = counts.rows[0]!.kept as Record<string, number>;
  if (STATUSES.some((status) => Number(kept[status]) !== by_hand[status]))
    faults.push('the kept counts of IVR calls are not those of the rows');
  return faults;
}

/** Lets the event that is stored last decide what a call is. */
export async function withLateStatus(fleet: Fleet): Promise<void> {
  const { rows } = await fleet.pool.query<{ source: string }>(`select pg_get_functiondef('public.begin_ivr_calls'::regproc) as source`);
  // Whoever works out the call does not see what was said before.
  const forgetful = rows[0]!.source.replace('where e.call_id = c.id', 'where e.call_id = c.id and false');
  if (forgetful === rows[0]!.source) throw new Error('begin_ivr_calls has nothing to take away.');
  await fleet.pool.query(forgetful);
}
