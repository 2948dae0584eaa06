import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { Random } from '../../../src/providers/sandbox/random.js';
import {
  type ReceiverAnswer,
  type Reception,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import { openPool } from '../../support/pool.js';
import { type Product, startProduct } from '../../support/product.js';
import { until } from '../../support/until.js';

export type Sabotage = 'new_id' | 'no_order' | 'lost' | 'body';

export interface WebhooksProofOptions {
  seed: string;
  events: number;
  /** Things that the events are about. */
  entities: number;
  /** Endpoints besides the one that is switched off and on. */
  endpoints: number;
  /** How often the second worker is killed. */
  kills: number;
  /** No endpoint lets us wait, and the one that fails is switched off within seconds: for a run of a few. */
  quick?: boolean;
  /** Breaks the product on purpose: the proof has to notice. */
  sabotage?: Sabotage;
  say?: (line: string) => void;
}

export interface WebhooksProofReport {
  events: number;
  deliveries: number;
  receptions: number;
  /** Receptions of what had been taken before. */
  duplicates: number;
  refused: number;
  /** Attempts whose worker was killed. */
  lost_attempts: number;
  kills: number;
  redelivered: number;
  signatures: number;
  faults: string[];
}

/**
 * Short waits, so that days pass in seconds. No delivery of an endpoint that works needs more than the first four. The deadline and the
 * time to the switching off are long enough for a machine that is busy with something else: it must not look like an endpoint that fails.
 */
const settingsOf = (options: WebhooksProofOptions) => ({
  WEBHOOK_ALLOW_HTTP: '127.0.0.1',
  WEBHOOK_ALLOW_PRIVATE: '127.0.0.1',
  WEBHOOK_RETRY_SCHEDULE: '0s,20ms,40ms,80ms,400ms,1s,2s,4s,8s,16s',
  WEBHOOK_TIMEOUT: '1500ms',
  WEBHOOK_DISABLE_AFTER: options.quick ? '2s' : '10s',
  SANDBOX_PROFILE: 'none',
});
/** Of one delivery to an endpoint that works. */
const MOST_FAILURES = 3;
/** The endpoint that is down until it was switched off. */
const DOWN = '/down';

/** What is changed in the product's SQL to break it. */
const SABOTAGES: Record<Sabotage, { name: string; from: string; to: string }> = {
  new_id: {
    name: 'begin_webhook_attempt',
    from: 'v_delivery.webhook_id, s.id',
    to: `'msg_' || replace(gen_random_uuid()::text, '-', ''), s.id`,
  },
  no_order: { name: 'begin_webhook_attempt', from: 'order by d.seq limit 1', to: 'order by d.seq desc limit 1' },
  lost: { name: 'enqueue_webhook_deliveries', from: 'where s.deleted_at is null', to: 'where p_seq % 20 <> 0 and s.deleted_at is null' },
  body: {
    name: 'begin_webhook_attempt',
    from: 'v_delivery.body, v_delivery.schedule_position',
    to: `replace(v_delivery.body, ' : ', ':' || repeat(' ', 1 + v_delivery.attempt_count)), v_delivery.schedule_position`,
  },
};

/**
 * Endpoints that answer 200, 500, slowly, never, or cut the connection, as the seed says; two workers, one of them killed
 * again and again; an endpoint that is down until it is switched off; a rotated secret; a redelivery of everything. Then:
 * all arrived, ids and bytes never changed, the order of each entity held, every signature was good for a library that is
 * not ours, and people were told once. What an endpoint answers depends on the seed, the event and the try, so on no clock.
 */
export async function proveWebhooks(options: WebhooksProofOptions): Promise<WebhooksProofReport> {
  const data_dir = mkdtempSync(path.join(tmpdir(), 'prove-webhooks-'));
  const endpoints = Array.from({ length: options.endpoints }, (_, number) => `/endpoint-${number}`);
  const secrets = new Map<string, string[]>();
  const tries = new Map<string, number>();
  let down = true;
  const receiver = await startWebhookReceiver({
    verify: (body, headers, place) => verifyWithAny(secrets.get(place) ?? [], body, headers),
    respond: ({ path: place, body }) => {
      if (place === DOWN && down) return { status: 500 };
      const { seq } = JSON.parse(body) as { seq: number };
      const key = `${place}:${seq}`;
      const number = tries.get(key) ?? 0;
      tries.set(key, number + 1);
      return scripted(new Random(`${options.seed}:${key}:${number}`), number, options.quick);
    },
  });
  let product: Product | undefined;
  let pool: pg.Pool | undefined;
  let worker: ChildProcess | undefined;
  try {
    product = await startProduct({ data_dir, environment: settingsOf(options) });
    const { runtime } = JSON.parse(readFileSync(path.join(data_dir, 'runtime.json'), 'utf8')) as {
      runtime: { database: { db_url: string } };
    };
    pool = openPool(runtime.database.db_url, 8);
    if (options.sabotage) await breakProduct(pool, options.sabotage);
    const api = apiOf(product);
    const subscriptions = new Map<string, string>();
    for (const place of [...endpoints, DOWN]) {
      const { id, secret } = await api<{ id: string; secret: string }>('POST', '/webhook-subscriptions', {
        name: place,
        url: `${receiver.url}${place}`,
        event_types: ['*'],
      });
      subscriptions.set(place, id);
      secrets.set(place, [secret]);
    }
    worker = await startWorker(data_dir, options);

    // Half of the events, then a new secret, then the others; the second worker dies whenever a share has arrived.
    const half = Math.floor(options.events / 2);
    const entities = await enqueue(pool, options, 1, half);
    const rotated = endpoints[0]!;
    const { secret } = await api<{ secret: string }>('POST', `/webhook-subscriptions/${subscriptions.get(rotated)}/rotate-secret`);
    secrets.get(rotated)!.push(secret);
    const rest = enqueue(pool, options, half + 1, options.events);
    for (let kill = 1; kill <= options.kills; kill++) {
      const share = (options.events * endpoints.length * kill) / (options.kills + 2);
      await until(
        () => receiver.accepted().length,
        (count) => count >= share,
        60,
      ).catch(() => undefined);
      await untilBusy(pool);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      options.say?.(`killed the second worker after ${receiver.receptions.length} receptions`);
      worker = await startWorker(data_dir, options);
    }
    for (const [entity, seqs] of await rest) entities.set(entity, [...(entities.get(entity) ?? []), ...seqs]);

    const down_id = subscriptions.get(DOWN)!;
    await until(
      () => api<{ is_active: boolean }>('GET', `/webhook-subscriptions/${down_id}`),
      ({ is_active }) => !is_active,
      60,
    ).catch(() => undefined);
    options.say?.(`${DOWN} was switched off`);
    await endOfDeliveries(pool, down_id);
    down = false;
    await api('POST', `/webhook-subscriptions/${down_id}/enable`);
    await endOfDeliveries(pool);

    const firsts = receiver.receptions.length;
    const { deliveries } = await api<{ deliveries: number }>('POST', '/webhook-deliveries/redeliver', {
      subscription_id: subscriptions.get(rotated),
      state: 'delivered',
    });
    await endOfDeliveries(pool);
    return await judge({
      options,
      receiver,
      pool,
      places: [...endpoints, DOWN],
      entities,
      firsts,
      rotated,
      redelivered: deliveries,
      down_id,
    });
  } finally {
    worker?.kill('SIGKILL');
    await pool?.end();
    await product?.stop();
    await receiver.stop();
    rmSync(data_dir, { recursive: true, force: true });
  }
}

function scripted(random: Random, number: number, quick = false): ReceiverAnswer {
  if (number >= MOST_FAILURES) return {};
  return random.weighted<ReceiverAnswer>([
    [{}, 50],
    [{ delay_ms: random.int(20, 120) }, 20],
    [{ status: random.pick([500, 503, 404, 302]), headers: { location: 'http://127.0.0.1:9/' } }, 15],
    [{ reset: true }, 10],
    [{ never: true }, quick ? 0 : 2],
    [{ delay_ms: 1_900 }, quick ? 0 : 3],
  ]);
}

function verifyWithAny(secrets: string[], body: string, headers: Record<string, string>): void {
  let fault: unknown = new Error('no secret');
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(body, headers);
      return;
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

async function breakProduct(pool: pg.Pool, sabotage: Sabotage): Promise<void> {
  const { name, from, to } = SABOTAGES[sabotage];
  const { rows } = await pool.query(`select pg_get_functiondef(oid) as definition from pg_proc where proname = $1`, [name]);
  const definition = rows[0].definition as string;
  if (!definition.includes(from)) throw new Error(`The sabotage ${sabotage} finds nothing to break.`);
  await pool.query(definition.replaceAll(from, to));
}

function apiOf(product: Product) {
  return async <T>(method: string, place: string, body?: object): Promise<T> => {
    const response = await fetch(`${product.api}${place}`, {
      method,
      headers: { authorization: `Bearer ${product.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${place} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

async function startWorker(data_dir: string, options: WebhooksProofOptions): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('worker.mjs', import.meta.url))], {
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: data_dir, KALEYRA_SYNC_CRON: 'off', ...settingsOf(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The second worker ended with ${code}.`);
    }),
  ]);
  return child;
}

/** Events as the change feed brings them: in order for each entity, now and then one twice. Returns which seqs each entity has. */
async function enqueue(pool: pg.Pool, options: WebhooksProofOptions, from: number, to: number): Promise<Map<string, number[]>> {
  const random = new Random(`${options.seed}:events:${from}`);
  const entities = new Map<string, number[]>();
  for (let seq = from; seq <= to; seq++) {
    const entity = `entity-${random.int(1, options.entities)}`;
    const event = `call:${random.pick(['created', 'updated', 'ended'])}`;
    entities.set(entity, [...(entities.get(entity) ?? []), seq]);
    for (let times = random.chance(0.2) ? 2 : 1; times > 0; times--) {
      await pool.query('select enqueue_webhook_deliveries($1, $2, $3, $4, $5, now())', [
        seq,
        event,
        'calls',
        entity,
        { id: entity, text: `ä"\\ ${random.next()}` },
      ]);
    }
  }
  return entities;
}

/** A kill is of use while attempts are under way. */
async function untilBusy(pool: pg.Pool): Promise<void> {
  const busy = async () => Number((await pool.query('select count(*) as n from webhook_lanes where attempt_id is not null')).rows[0].n);
  await until(busy, (count) => count >= 8, 5).catch(() => undefined);
}

/** Waits until nothing is open; of the endpoint that is off, until nobody sends: what a killed worker had waits for the enabling. */
async function endOfDeliveries(pool: pg.Pool, switched_off?: string): Promise<void> {
  const left = async () =>
    Number(
      (
        await pool.query(
          switched_off
            ? `select count(*) as n from webhook_lanes where attempt_id is not null and due_at > now() and subscription_id = $1`
            : `select count(*) as n from webhook_deliveries where state in ('pending', 'sending')`,
          switched_off ? [switched_off] : [],
        )
      ).rows[0].n,
    );
  await until(left, (count) => count === 0, 90);
}

interface Evidence {
  options: WebhooksProofOptions;
  receiver: WebhookReceiver;
  pool: pg.Pool;
  places: string[];
  entities: Map<string, number[]>;
  /** Receptions before the redelivery. */
  firsts: number;
  rotated: string;
  redelivered: number;
  down_id: string;
}

async function judge({
  options,
  receiver,
  pool,
  places,
  entities,
  firsts,
  rotated,
  redelivered,
  down_id,
}: Evidence): Promise<WebhooksProofReport> {
  const faults: string[] = [];
  const { receptions } = receiver;
  const idOf = ({ headers }: Reception) => String(headers['webhook-id']);
  const seqOf = ({ body }: Reception) => (JSON.parse(body) as { seq: number }).seq;

  const owners = new Map<string, string>();
  const ids = new Map<string, string>();
  const bodies = new Map<string, string>();
  for (const reception of receptions) {
    const event = `${reception.path} ${seqOf(reception)}`;
    const id = idOf(reception);
    if (reception.fault) faults.push(`signature of ${event}: ${reception.fault}`);
    if (id.includes('.')) faults.push(`the id ${id} has a dot`);
    if ((owners.get(id) ?? event) !== event) faults.push(`the id ${id} stands for ${owners.get(id)} and ${event}`);
    if ((ids.get(event) ?? id) !== id) faults.push(`${event} came under ${ids.get(event)} and ${id}`);
    if ((bodies.get(event) ?? reception.body) !== reception.body) faults.push(`${event} came with other bytes`);
    owners.set(id, event);
    ids.set(event, id);
    bodies.set(event, bodies.get(event) ?? reception.body);
  }

  for (const place of places) {
    const taken = new Map<string, number[]>();
    const seen = new Set<number>();
    for (const reception of receptions) {
      if (reception.path !== place || !reception.accepted || seen.has(seqOf(reception))) continue;
      seen.add(seqOf(reception));
      const { data } = JSON.parse(reception.body) as { data: { id: string } };
      taken.set(data.id, [...(taken.get(data.id) ?? []), seqOf(reception)]);
    }
    for (let seq = 1; seq <= options.events; seq++) if (!seen.has(seq)) faults.push(`${place} never got event ${seq}`);
    for (const [entity, expected] of entities) {
      const got = taken.get(entity) ?? [];
      if (got.some((seq, at) => at > 0 && seq < got[at - 1]!))
        faults.push(`${place} got ${entity} as ${got.join(' ')} instead of ${expected.join(' ')}`);
    }
  }

  const again = receptions.slice(firsts);
  const resent = new Set(again.filter(({ path: place, accepted }) => place === rotated && accepted).map(seqOf));
  if (resent.size !== redelivered || redelivered !== options.events)
    faults.push(`${redelivered} of ${options.events} were to be sent again, ${resent.size} arrived`);
  if (again.some((reception) => String(reception.headers['webhook-signature']).split(' ').length !== 2))
    faults.push('a delivery after the rotation lacks one of two signatures');

  const one = async (sql: string, values: unknown[] = []) => Number((await pool.query(sql, values)).rows[0].n);
  const switches = async (from: boolean) =>
    one(`select count(*) as n from activity_log where entity_id = $1 and before -> 'is_active' = $2 and after -> 'is_active' = $3`, [
      down_id,
      String(from),
      String(!from),
    ]);
  const told = {
    off: await switches(true),
    on: await switches(false),
    notices: await one(`select count(*) as n from notifications where type = 'webhook_disabled'`),
  };
  if (told.off !== 1 || told.on !== 1 || told.notices !== 1)
    faults.push(`${DOWN} was switched off ${told.off} times and on ${told.on} times, with ${told.notices} notices`);
  const unlogged = await one(
    `select count(*) as n from (select unnest($1::text[]) as webhook_id) r
     where (select count(*) from webhook_deliveries d join webhook_delivery_attempts a on a.delivery_id = d.id
       where d.webhook_id = r.webhook_id) = 0`,
    [[...new Set(receptions.map(idOf))]],
  );
  if (unlogged > 0) faults.push(`${unlogged} ids that arrived are not in the log`);
  return {
    events: options.events,
    deliveries: await one('select count(*) as n from webhook_deliveries'),
    receptions: receptions.length,
    duplicates: receptions.slice(0, firsts).filter(({ duplicate, accepted }) => duplicate && accepted).length,
    refused: receptions.filter(({ accepted }) => !accepted).length,
    lost_attempts: await one(`select count(*) as n from webhook_delivery_attempts where outcome = 'lost'`),
    kills: options.kills,
    redelivered,
    signatures: receptions.filter(({ fault }) => fault === null).length,
    faults,
  };
}
