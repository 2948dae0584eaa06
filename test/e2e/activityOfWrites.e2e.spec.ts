import { readFileSync } from 'node:fs';
import type { AccessRule } from '../../src/common/auth/access.decorator.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import { WebhookDeliveriesService } from '../../src/webhookSubscriptions/webhookDeliveries.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { emailWrites, type Writes } from '../support/emailWrites.js';
import { until } from '../support/until.js';

let product: TestApp;
let receiver: WebhookReceiver;
let admin_id: string;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  product = await startTestApp({
    sandbox: { rows_per_day: 10, days_back: 1 },
    environment: { WEBHOOK_ALLOW_HTTP: '127.0.0.1', WEBHOOK_ALLOW_PRIVATE: '127.0.0.1' },
  });
  admin_id = (await product.call<{ id: string }>('GET', '/auth/me')).body.id;
});
afterAll(async () => {
  await product.close();
  await receiver.stop();
});

const one = async <T = string>(sql: string, values: unknown[] = []): Promise<T> =>
  Object.values((await product.database.pool.query(sql, values)).rows[0] as object)[0] as T;
const make = async <T = { id: string }>(path: string, body: object): Promise<T> => {
  const answer = await product.call<T>('POST', path, { body });
  if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};
const subscription = () => make('/webhook-subscriptions', { name: 'Hook', url: `${receiver.url}/hook`, event_types: [RARE] });
const role = async () => (await make('/roles', { name: `role_${Math.random().toString(36).slice(2, 10)}` })).id;
const laterCall = () =>
  make('/calls/click-to-call', {
    agent_number: '5550009001',
    customer_number: '5550001001',
    send_after: new Date(Date.now() + 600_000).toISOString(),
  });
const event = () =>
  one(`insert into webhook_events (source, dedupe_key, method, path) values ('nobody', gen_random_uuid()::text, 'GET', '/') returning id`);
const failure = async () => {
  await product.database.pool.query(`insert into change_reactions (name, last_seq) values ('activity.test', 0) on conflict do nothing`);
  return one(
    `insert into change_reaction_failures (name, seq, entity, event, state) values ('activity.test', (random() * 1e9)::bigint, gen_random_uuid()::text, '{}', 'parked') returning id`,
  );
};
/** An event that nothing here causes by itself. */
const RARE = 'call_attempt:removed';
let seq = 2_000_000;
const delivered = async () => {
  const { id } = await subscription();
  await product.app
    .get(WebhookDeliveriesService, { strict: false })
    .enqueue({ seq: ++seq, event: RARE, namespace: 'calls', entity_id: `e${seq}`, payload: {}, at: new Date().toISOString() });
  const found = await until(
    async () =>
      (
        await product.database.pool.query<{ id: string; state: string }>(
          'select id, state from webhook_deliveries where subscription_id = $1',
          [id],
        )
      ).rows[0],
    (delivery) => delivery?.state === 'delivered',
  );
  return found!.id;
};

/** Every operation that changes something: what it leaves in the log, and a valid request, once what that needs is there. */
const WRITES: Writes = {
  ...emailWrites(() => product),
  'POST /changes/failures/{id}/retry': [
    'retry change_reaction_failures: before, after',
    async () => ({ path: `/changes/failures/${await failure()}/retry` }),
  ],
  'DELETE /changes/failures/{id}': [
    'dismiss change_reaction_failures: before',
    async () => ({ path: `/changes/failures/${await failure()}` }),
  ],
  'POST /webhook-events/replay': [
    'replay webhook_events: after',
    async () => ({ path: '/webhook-events/replay', body: { source: 'nobody' } }),
  ],
  'POST /webhook-events/{id}/replay': ['replay webhook_events: after', async () => ({ path: `/webhook-events/${await event()}/replay` })],
  'POST /roles': ['insert roles: after', async () => ({ path: '/roles', body: { name: 'written' } })],
  'POST /roles/users': [
    'insert user_roles: after',
    async () => ({ path: '/roles/users', body: { user_id: admin_id, role_id: await role() } }),
  ],
  'DELETE /roles/users/{id}': [
    'delete user_roles: before',
    async () => ({ path: `/roles/users/${(await make('/roles/users', { user_id: admin_id, role_id: await role() })).id}` }),
  ],
  'PUT /roles/{id}/modules': [
    'insert role_modules: after',
    async () => ({ path: `/roles/${await role()}/modules`, body: { modules: [{ module_key: 'calls', can_view: true }] } }),
  ],
  'POST /api-keys': ['insert api_keys: after', async () => ({ path: '/api-keys', body: { name: 'Key', scopes: ['calls:view'] } })],
  'PATCH /api-keys/{id}': [
    'update api_keys: before, after',
    async () => ({ path: `/api-keys/${(await make('/api-keys', { name: 'Key', scopes: ['calls:view'] })).id}`, body: { name: 'Other' } }),
  ],
  'DELETE /api-keys/{id}': [
    'update api_keys: before, after',
    async () => ({ path: `/api-keys/${(await make('/api-keys', { name: 'Key', scopes: ['calls:view'] })).id}` }),
  ],
  'POST /api-keys/{id}/rotate': [
    'update api_keys: before, after',
    async () => ({ path: `/api-keys/${(await make('/api-keys', { name: 'Key', scopes: ['calls:view'] })).id}/rotate`, body: {} }),
  ],
  'POST /calls/click-to-call': [
    'dial call_attempts: after',
    async () => ({ path: '/calls/click-to-call', body: { agent_number: '5550009001', customer_number: '5550001001' } }),
  ],
  'POST /calls/outbound': [
    'dial call_attempts: after',
    async () => ({ path: '/calls/outbound', body: { numbers: ['5550001001'], play: '1.sound' } }),
  ],
  'POST /calls/attempts/{id}/cancel': [
    'cancel sends: before, after',
    async () => ({ path: `/calls/attempts/${(await laterCall()).id}/cancel` }),
  ],
  'POST /calls/attempts/{id}/settle': [
    'settle sends: before, after',
    async () => {
      const { id } = await laterCall();
      await product.database.pool.query(`update sends set state = 'unknown' where id = $1`, [id]);
      return { path: `/calls/attempts/${id}/settle`, body: { state: 'failed', reason: 'No phone rang.' } };
    },
  ],
  'POST /calls/sync': ['sync kaleyra_sync_runs: after', async () => ({ path: '/calls/sync', body: {} })],
  'POST /calls/reconcile': ['reconcile kaleyra_call_logs: after', async () => ({ path: '/calls/reconcile', body: {} })],
  'PATCH /notifications/{id}': [
    'update notifications: before, after',
    async () => ({
      path: `/notifications/${await one(`select notify_once(null, 'calls', 'test', 'Title', '', null, null, gen_random_uuid()::text)`)}`,
      body: { read: true },
    }),
  ],
  'POST /webhook-subscriptions': [
    'insert webhook_subscriptions: after',
    async () => ({ path: '/webhook-subscriptions', body: { name: 'Hook', url: `${receiver.url}/hook`, event_types: ['*'] } }),
  ],
  'PATCH /webhook-subscriptions/{id}': [
    'update webhook_subscriptions: before, after',
    async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}`, body: { name: 'Other' } }),
  ],
  'DELETE /webhook-subscriptions/{id}': [
    'update webhook_subscriptions: before, after',
    async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}` }),
  ],
  'POST /webhook-subscriptions/{id}/rotate-secret': [
    'rotate_secret webhook_subscriptions',
    async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}/rotate-secret` }),
  ],
  'POST /webhook-subscriptions/{id}/test': [
    'test webhook_subscriptions: after',
    async () => ({ path: `/webhook-subscriptions/${(await subscription()).id}/test` }),
  ],
  'POST /webhook-subscriptions/{id}/enable': [
    'update webhook_subscriptions: before, after',
    async () => {
      const { id } = await subscription();
      await product.call('PATCH', `/webhook-subscriptions/${id}`, { body: { is_active: false } });
      return { path: `/webhook-subscriptions/${id}/enable` };
    },
  ],
  'POST /webhook-deliveries/redeliver': [
    'redeliver webhook_deliveries: after',
    async () => ({ path: '/webhook-deliveries/redeliver', body: { event: (await delivered(), RARE) } }),
  ],
  'POST /webhook-deliveries/{id}/redeliver': [
    'redeliver webhook_deliveries: before, after',
    async () => ({ path: `/webhook-deliveries/${await delivered()}/redeliver` }),
  ],
};

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { 'x-access': AccessRule }>>;
};
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) =>
    method === 'get' || operation['x-access'].kind === 'public' ? [] : [`${method.toUpperCase()} ${path}`],
  ),
);

describe('the activity log', () => {
  it('is asked about every operation that changes something', () => {
    expect(Object.keys(WRITES).sort()).toEqual(operations.sort());
  });

  it.each(operations)('says who did %s, and in which request', async (operation) => {
    const [logged, prepare] = WRITES[operation]!;
    const { path, body, headers } = await prepare();
    const request_id = `activity-${operation.replace(/[^\w]+/g, '-')}`;
    const answer = await product.call(operation.split(' ')[0]!, path, { body, headers: { 'x-request-id': request_id, ...headers } });
    expect([answer.status < 300, answer.text]).toEqual([true, answer.text]);
    const { rows } = await product.database.pool.query(
      `select distinct actor_id, actor_kind, action || ' ' || entity_type || coalesce(': ' || nullif(concat_ws(', ', case when before is not null then 'before' end, case when after is not null then 'after' end), ''), '') as logged
       from activity_log where request_id = $1 order by logged`,
      [request_id],
    );
    expect(rows).toEqual(logged.split(' & ').map((one) => ({ actor_id: admin_id, actor_kind: 'user', logged: one })));
  });

  it('holds nothing that jobs did by themselves', async () => {
    await product.database.pool.query(`select start_kaleyra_sync('2020-01-01', '2020-01-01', 'schedule')`);
    await product.database.pool.query('select drop_change_failure($1)', [await failure()]);
    const [done] = (
      await product.database.pool.query<Record<string, boolean>>(
        `select exists (select from kaleyra_call_logs) as synced, exists (select from sends where state in ('sent', 'delivered')) as sent,
         exists (select from webhook_deliveries where state = 'delivered') as delivered`,
      )
    ).rows;
    expect(done).toEqual({ synced: true, sent: true, delivered: true });
    const { rows } = await product.database.pool.query<{ logged: string }>(
      `select distinct action || ' ' || entity_type as logged from activity_log where actor_kind = 'system' order by 1`,
    );
    // What the installation begins with, and the mailboxes that the writes above were given.
    expect(rows.map(({ logged }) => logged)).toEqual(['insert role_modules', 'insert roles', 'insert support_emails', 'insert user_roles']);
  });
});
