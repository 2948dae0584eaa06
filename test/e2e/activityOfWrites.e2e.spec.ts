import { readFileSync } from 'node:fs';
import type { AccessRule } from '../../src/common/auth/access.decorator.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { collectWrites, writesWorld } from '../support/writes.js';
import { parkedChange } from '../support/writes/realtime.js';

let product: TestApp;
let receiver: WebhookReceiver;
let admin_id: string;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  product = await startTestApp({
    sandbox: { rows_per_day: 10, days_back: 1 },
    // However long this takes, no conversation is triaged meanwhile: that is noted as the system's own.
    environment: { WEBHOOK_ALLOW_HTTP: '127.0.0.1', WEBHOOK_ALLOW_PRIVATE: '127.0.0.1', CHAT_TRIAGE_AFTER: '1h' },
  });
  admin_id = (await product.call<{ id: string }>('GET', '/auth/me')).body.id;
});
afterAll(async () => {
  await product.close();
  await receiver.stop();
});

const world = writesWorld(
  () => product,
  () => admin_id,
  () => receiver.url,
);

/** Every operation that changes something. */
const WRITES = await collectWrites(world);

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
      `select distinct actor_id, actor_kind, action || ' ' || entity_type || coalesce(': ' || nullif(concat_ws(', ', case
        when before is not null then 'before' end, case when after is not null then 'after' end), ''), '') as logged
       from activity_log where request_id = $1 order by logged`,
      [request_id],
    );
    const entries = logged === '' ? [] : logged.split(' & ');
    expect(rows).toEqual(entries.map((one) => ({ actor_id: admin_id, actor_kind: 'user', logged: one })));
  });

  it('holds nothing that jobs did by themselves', async () => {
    await product.database.pool.query(`select start_kaleyra_sync('2020-01-01', '2020-01-01', 'schedule')`);
    await product.database.pool.query('select drop_change_failure($1)', [await parkedChange(world)]);
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
    // What the installation begins with, the mailboxes and accounts that the writes above were given, the ticket that was audited, what a
    // customer answered, and the story of a refund, which goes on when its payout says what became of it.
    expect(rows.map(({ logged }) => logged)).toEqual([
      'insert approval_limits',
      'insert calendars',
      'insert chat_providers',
      'insert notification_defaults',
      'insert refund_limits',
      'insert return_causes',
      'insert role_modules',
      'insert roles',
      'insert routing_policies',
      'insert sla_policies',
      'insert support_emails',
      'insert survey_responses',
      'insert surveys',
      'insert teams',
      'insert tickets',
      'insert user_roles',
      'payout_uncertain refunds',
      'update refunds',
    ]);
  });
});
