import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { Random } from '../../../src/providers/sandbox/random.js';
import { callbackToken } from '../../../src/kaleyraVoice/callbackToken.js';
import { type Fleet, type FleetNode, FLEET_SECRET, startFleet } from '../../support/fleet.js';
import { type ChatDelivery, judgeChats, makeChatDeliveries, withoutMessageKeys } from './chatDeliveries.js';
import { type IvrDelivery, judgeIvr, makeIvrDeliveries, withLateStatus } from './ivrDeliveries.js';
import { makeMutant } from './mutant.js';

export interface IngestOptions {
  seed: string;
  /** Different callbacks, a fifth as many bodies of chats, and as many events of IVR calls; a fifth of all is sent again besides. */
  events: number;
  /** How often a node is killed with -9. */
  kills: number;
  /**
   * Breaks the product on purpose: `no_constraint` takes the unique index of the inbox away, `no_message_key` that of messages,
   * `late_status` lets the last event of an IVR call decide, `early_answer` answers before the commit.
   */
  mutation?: 'no_constraint' | 'no_message_key' | 'late_status' | 'early_answer';
  say?: (line: string) => void;
}

export interface IngestReport {
  deliveries: number;
  acknowledged: number;
  /** Deliveries that got no 2xx and were sent again, as a provider would. */
  sent_again: number;
  kills: number;
  database_restarts: number;
  stored: number;
  replayed: number;
  faults: string[];
}

/** What is sent until it is acknowledged. */
interface Delivery {
  /** What it is known by, also when it is sent again. */
  key: string;
  /** Path and query. */
  url: string;
  /** Posted, when there is one. */
  body?: string;
}

interface Callback extends Delivery {
  attempt_id: string;
  status: string;
  billsec: number;
}

const CONNECTIONS = 64;
const DRAIN_MS = 90_000;

/** Fires callbacks at a fleet that is being shot at, then counts. */
export async function proveIngest({ seed, events, kills, mutation, say = () => undefined }: IngestOptions): Promise<IngestReport> {
  const random = new Random(`ingest/${seed}`);
  const mutant = mutation === 'early_answer' ? makeMutant() : undefined;
  // All of it comes from one address.
  const fleet = await startFleet({ product: mutant?.folder, environment: { WEBHOOK_RATE_PER_MINUTE: '10000000', CHAT_TRIAGE: 'off' } });
  const report: IngestReport = {
    deliveries: 0,
    acknowledged: 0,
    sent_again: 0,
    kills: 0,
    database_restarts: 0,
    stored: 0,
    replayed: 0,
    faults: [],
  };
  try {
    if (mutation === 'no_constraint') await withoutConstraint(fleet);
    if (mutation === 'late_status') await withLateStatus(fleet);
    if (mutation === 'no_message_key') await withoutMessageKeys(fleet);
    const callbacks = makeCallbacks(random, events);
    await storeAttempts(fleet, callbacks);
    const apis = await Promise.all([fleet.start('api'), fleet.start('api')]);
    const workers = await Promise.all([fleet.start('worker'), fleet.start('worker')]);
    const chats = await makeChatDeliveries(fleet, apis[0]!, new Random(`ingest/${seed}/chats`), Math.ceil(events / 5));
    const ivr = await makeIvrDeliveries(fleet, apis[0]!, new Random(`ingest/${seed}/ivr`), Math.ceil(events / 5));
    const calls = new Set(callbacks.map(({ attempt_id }) => attempt_id)).size;
    say(
      `two API nodes, two workers, ${callbacks.length} callbacks for ${calls} calls, ${chats.length} bodies of chats, ` +
        `${ivr.length} events of two IVR providers`,
    );

    const acknowledged = await fire(fleet, apis, workers, [...callbacks, ...chats, ...ivr], { random, kills, report, say });
    await drained(fleet, report);
    await judge(fleet, callbacks, { chats, ivr }, acknowledged, report);

    const before = await domainHash(fleet);
    for (let round = 1; round <= 2; round++) {
      for (const source of ['kaleyra', 'netcore', 'ivr']) report.replayed += await replayAll(fleet, apis[0]!, source);
      await drained(fleet, report);
      const after = await domainHash(fleet);
      if (after !== before)
        report.faults.push(`replay ${round} changed the domain tables: ${before.slice(0, 12)} became ${after.slice(0, 12)}`);
    }
    say(`domain tables ${before.slice(0, 16)}, replayed twice`);
  } finally {
    await fleet.close();
    mutant?.remove();
  }
  return report;
}

function makeCallbacks(random: Random, events: number): Callback[] {
  const callbacks: Callback[] = [];
  for (let call = 0; callbacks.length < events; call++) {
    const attempt_id = uuidFrom(random);
    const answered = random.chance(0.6);
    const billsec = answered ? random.int(5, 600) : 0;
    const end = 1_771_924_515 + random.int(0, 86_400);
    const stages = [
      { status: 'ACCEPTED', status1: 'ANSWER', status2: '', duration: 0, billsec: 0, endtime: '', recordpath: '' },
      {
        status: answered ? 'ANSWER' : random.pick(['NOANSWER', 'BUSY', 'FAILED']),
        status1: 'ANSWER',
        status2: '',
        duration: billsec + 9,
        billsec,
        endtime: String(end),
        recordpath: '',
      },
      ...(answered && random.chance(0.5)
        ? [
            {
              status: 'ANSWER',
              status1: 'ANSWER',
              status2: 'ANSWER',
              duration: billsec + 9,
              billsec,
              endtime: String(end),
              recordpath: `https://play.example.com/?id=${call}`,
            },
          ]
        : []),
    ];
    for (const stage of stages.slice(random.chance(0.3) ? 1 : 0)) {
      const query = new URLSearchParams({
        cid: attempt_id,
        t: callbackToken(FLEET_SECRET, attempt_id),
        caller: '5550009001',
        receiver: '5550001001',
        id: `p-${call}`,
        ...Object.fromEntries(Object.entries(stage).map(([name, value]) => [name, String(value)])),
      });
      const url = `/webhooks/kaleyra/callback?${query.toString()}`;
      callbacks.push({ key: url, attempt_id, url, status: stage.status, billsec: stage.billsec });
    }
  }
  return callbacks.slice(0, events);
}

function uuidFrom(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(0, 15).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Calls that were placed; their callbacks are what this is about. */
async function storeAttempts(fleet: Fleet, callbacks: Callback[]): Promise<void> {
  const ids = [...new Set(callbacks.map(({ attempt_id }) => attempt_id))];
  await fleet.pool.query(
    `insert into public.sends (id, channel, state) select id, 'kaleyra.click_to_call', 'sent' from unnest($1::uuid[]) id`,
    [ids],
  );
  await fleet.pool.query(
    `insert into public.call_attempts (id, kind, customer_number, state) select id, 'click_to_call', '5550001001', 'sent'
      from unnest($1::uuid[]) id`,
    [ids],
  );
}

async function withoutConstraint(fleet: Fleet): Promise<void> {
  const { rows } = await fleet.pool.query<{ source: string }>(
    `select pg_get_functiondef('public.accept_webhook_events'::regproc) as source`,
  );
  await fleet.pool.query('drop index public.webhook_events_once');
  await fleet.pool.query(rows[0]!.source.replace('on conflict (source, dedupe_key) do nothing', ''));
}

interface Siege {
  random: Random;
  kills: number;
  report: IngestReport;
  say(line: string): void;
}

/** Delivers everything until it is acknowledged, as a patient provider would; duplicates are told apart by their place in the list. */
async function fire(
  fleet: Fleet,
  apis: FleetNode[],
  workers: FleetNode[],
  once: Delivery[],
  { random, kills, report, say }: Siege,
): Promise<Set<string>> {
  const deliveries = shuffle([...once, ...once.filter(() => random.chance(0.2))], random);
  report.deliveries = deliveries.length;
  const acknowledged = new Set<string>();
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  let next = 0;
  let done = false;
  const targets = Array.from({ length: kills }, (_, shot) =>
    Math.floor(((shot + 0.2 + 0.7 * random.next()) * deliveries.length) / (kills + 0.5)),
  );
  // Nobody runs far ahead of the next shot: each of them hits under load.
  let gate = targets[0] ?? deliveries.length;

  const client = async () => {
    while (next < deliveries.length) {
      if (next > gate + CONNECTIONS) {
        await sleep(2);
        continue;
      }
      const { key, url, body } = deliveries[next++]!;
      for (let attempt = 0; ; attempt++) {
        const node = apis[(next + attempt) % apis.length]!;
        const post = body === undefined ? {} : ({ method: 'POST', headers: { 'content-type': 'application/json' }, body } as const);
        const status = await request(`${node.url}${url}`, { dispatcher: agent, headersTimeout: 5_000, bodyTimeout: 5_000, ...post })
          .then(async (answer) => (await answer.body.dump(), answer.statusCode))
          .catch(() => 0);
        if (status >= 200 && status < 300) {
          acknowledged.add(key);
          report.acknowledged++;
          break;
        }
        if (status >= 400 && status < 500) throw new Error(`A delivery was refused with ${status}.`);
        report.sent_again++;
        await sleep(50 + attempt * 20);
        if (attempt > 500) throw new Error('A delivery could not be made.');
      }
    }
  };
  const shoot = async () => {
    for (const [shot, target] of targets.entries()) {
      while (next < target && !done) await sleep(2);
      if (done) return;
      const release = () => (gate = targets[shot + 1] ?? deliveries.length);
      if (shot === Math.floor(kills / 2)) {
        report.database_restarts++;
        say(`${next} sent: Postgres ends`);
        release();
        await fleet.restartPostgres();
        continue;
      }
      const group = random.chance(0.6) ? apis : workers;
      const place = random.int(0, group.length - 1);
      const victim = group[place]!;
      say(`${next} sent: kill -9 of an ${victim.role === 'api' ? 'API node' : 'worker'}`);
      await victim.kill();
      release();
      report.kills++;
      group[place] = await fleet.start(victim.role);
    }
  };
  const shooting = shoot();
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  done = true;
  await shooting;
  await agent.close();
  return acknowledged;
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const place = random.int(0, last);
    [items[last], items[place]] = [items[place]!, items[last]!];
  }
  return items;
}

/** Until the inbox has nothing left to do. */
async function drained(fleet: Fleet, report: IngestReport): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  for (;;) {
    const { rows } = await fleet.pool.query<{ open: number }>(
      `select count(*)::integer as open from public.webhook_events where state <> 'processed'`,
    );
    if (rows[0]!.open === 0) return;
    if (Date.now() > deadline) {
      const jobs = await fleet.pool.query<{ job: string }>(
        `select concat_ws(' ', 'attempt', attempts, 'at', run_at, 'locked by', locked_by, w.worker_id is not null, 'since', locked_at,
          last_error) as job
         from graphile_worker._private_jobs j left join public.job_workers w on w.worker_id = j.locked_by
         where task_id = (select id from graphile_worker._private_tasks where identifier = 'webhooks.process')`,
      );
      report.faults.push(
        `${rows[0]!.open} events were not worked on within ${DRAIN_MS / 1000} s; jobs left: ` +
          `${jobs.rows.map(({ job }) => job).join('; ') || 'none'}`,
      );
      return;
    }
    await sleep(200);
  }
}

/** The address as the inbox keeps it: without the callback's token, which is a secret. */
function asStored(url: string): string {
  return url.replace(/&t=[^&]*/, '');
}

/** What the tables must hold, worked out from what was sent and acknowledged alone. */
async function judge(
  fleet: Fleet,
  callbacks: Callback[],
  { chats, ivr }: { chats: ChatDelivery[]; ivr: IvrDelivery[] },
  acknowledged: Set<string>,
  report: IngestReport,
): Promise<void> {
  report.faults.push(...(await judgeChats(fleet, chats, acknowledged)), ...(await judgeIvr(fleet, ivr, acknowledged)));
  const events = (
    await fleet.pool.query<{ url: string; times: number }>(
      `select case source when 'kaleyra' then path || '?' || query else source || dedupe_key end as url, count(*)::integer as times
       from public.webhook_events group by 1`,
    )
  ).rows;
  const stored = new Map(events.map(({ url, times }) => [url, times]));
  report.stored = events.reduce((sum, { times }) => sum + times, 0);
  const lost = callbacks.filter(({ url }) => acknowledged.has(url) && !stored.has(asStored(url)));
  if (lost.length > 0) report.faults.push(`${lost.length} acknowledged events are not stored`);
  const doubled = events.filter(({ times }) => times > 1);
  if (doubled.length > 0) report.faults.push(`${doubled.length} events are stored more than once`);

  const reports = (
    await fleet.pool.query<{ send_id: string; reports: number }>(
      `select send_id, count(*)::integer as reports from public.send_events where kind = 'callback' group by 1`,
    )
  ).rows;
  const counted = new Map(reports.map((row) => [row.send_id, row.reports]));
  const attempts = (
    await fleet.pool.query<{ id: string; reports: number; state: string; billsec: number | null }>(
      'select id, reports, state, billsec from public.call_attempts',
    )
  ).rows;
  const sent = new Map<string, Callback[]>();
  for (const callback of callbacks)
    if (stored.has(asStored(callback.url))) sent.set(callback.attempt_id, [...(sent.get(callback.attempt_id) ?? []), callback]);
  let wrong = 0;
  for (const attempt of attempts) {
    const own = sent.get(attempt.id) ?? [];
    const state = own.some(({ status }) => status === 'ANSWER')
      ? 'delivered'
      : own.some(({ status }) => status !== 'ACCEPTED')
        ? 'failed'
        : 'sent';
    const billsec = own.length > 0 ? Math.max(...own.map((callback) => callback.billsec)) : null;
    const right =
      attempt.reports === own.length &&
      (counted.get(attempt.id) ?? 0) === own.length &&
      attempt.state === state &&
      attempt.billsec === billsec;
    if (!right) wrong++;
  }
  if (wrong > 0) report.faults.push(`${wrong} of ${attempts.length} calls do not show what was reported about them`);
}

async function replayAll(fleet: Fleet, node: FleetNode, source: string): Promise<number> {
  const response = await fetch(`${node.url}/webhook-events/replay`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ source }),
  });
  if (response.status !== 200) throw new Error(`The replay answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { events: number }).events;
}

const CLOCK_COPIES = ['sla_tier', 'sla_status', 'sla_due_at', 'sla_breached_at', 'is_sla_breached'];

/** Every byte of the tables that events change, times of writing included; but not what the clocks say, which change by themselves. */
async function domainHash(fleet: Fleet): Promise<string> {
  const hash = createHash('sha256');
  const chats = ['chat_contacts', 'conversations', 'messages', 'message_status_events', 'customers', 'customer_identities'];
  for (const table of ['call_attempts', 'sends', 'send_events', ...chats, 'ivr_calls', 'ivr_call_events']) {
    const { rows } = await fleet.pool.query<{ row: string }>(
      `select (to_jsonb(t) - $1::text[])::text as row from public.${table} t order by id`,
      [CLOCK_COPIES],
    );
    for (const { row } of rows) hash.update(row).update('\n');
  }
  return hash.digest('hex');
}
