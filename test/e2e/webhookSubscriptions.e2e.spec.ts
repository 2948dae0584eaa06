import { Webhook } from 'standardwebhooks';
import type { NotificationDto } from '../../src/notifications/dto/notification.dto.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import { WebhookDeliveriesService } from '../../src/webhookSubscriptions/webhookDeliveries.service.js';
import { WebhookDispatcher } from '../../src/webhookSubscriptions/webhookDispatcher.js';
import type { WebhookDeliveryDetailDto, WebhookDeliveryDto } from '../../src/webhookSubscriptions/dto/webhookDelivery.dto.js';
import type {
  CreateWebhookSubscriptionDto,
  WebhookSubscriptionDto,
  WebhookSubscriptionWithSecretDto,
  WebhookTestResultDto,
} from '../../src/webhookSubscriptions/dto/webhookSubscription.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

interface Refusal {
  code: string;
  message: string;
  details?: { reason?: string } & { field?: string }[];
}
interface List<T> {
  data: T[];
  total: number;
  next_cursor: string | null;
}

const LOCAL = {
  WEBHOOK_ALLOW_HTTP: '127.0.0.1',
  WEBHOOK_ALLOW_PRIVATE: '127.0.0.1',
  WEBHOOK_RETRY_SCHEDULE: '0s,20ms,40ms,60ms,80ms',
  WEBHOOK_TIMEOUT: '2s',
};

let database: TestDatabase;
let product: TestApp;
let receiver: WebhookReceiver;
const secrets = new Map<string, string>();
/** Far from the numbers of the feed, which bring events of their own. */
let seq = 1_000_000;

beforeAll(async () => {
  receiver = await startWebhookReceiver({
    verify: (body, headers, path) => {
      const secret = secrets.get(path);
      if (secret) new Webhook(secret).verify(body, headers);
    },
  });
  database = await createTestDatabase({ rest: true });
  product = await startTestApp({ database, environment: LOCAL });
});
afterAll(async () => {
  await product.close();
  await database.drop();
  await receiver.stop();
});

/** Made by the API; then it hears of events that are named after its path, which the API would refuse and no other endpoint hears of. */
const subscribe = async (path: string, change: Partial<CreateWebhookSubscriptionDto> = {}): Promise<WebhookSubscriptionWithSecretDto> => {
  const answer = await product.call<WebhookSubscriptionWithSecretDto>('POST', '/webhook-subscriptions', {
    body: { name: `Hook ${path}`, url: `${receiver.url}${path}`, event_types: ['call_attempt:removed'], ...change },
  });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  if (!change.event_types)
    await database.pool.query('update webhook_subscriptions set event_types = array[$2] where id = $1', [
      answer.body.id,
      `${path.slice(1)}:*`,
    ]);
  secrets.set(path, answer.body.secret);
  return answer.body;
};
const change = (event: string, entity_id = 'e1') => ({
  seq: ++seq,
  event,
  namespace: 'calls',
  entity_id,
  payload: { id: entity_id, n: seq },
  at: '2026-01-01T00:00:42Z',
});
const service = () => product.app.get(WebhookDeliveriesService, { strict: false });
const enqueue = (event: string, entity_id?: string) => service().enqueue(change(event, entity_id));
const deliveries = async (query: string) => (await product.call<List<WebhookDeliveryDto>>('GET', `/webhook-deliveries?${query}`)).body;
const delivery = async (id: string, options = {}) =>
  (await product.call<WebhookDeliveryDetailDto>('GET', `/webhook-deliveries/${id}`, options)).body;
const settled = (subscription_id: string, count: number) =>
  until(
    () => deliveries(`subscription_id=${subscription_id}`),
    ({ data }) => data.filter(({ state }) => !['pending', 'sending'].includes(state)).length >= count,
  );

listSuite({
  product: () => product,
  path: '/webhook-subscriptions',
  make: async (n) => {
    const { id } = await subscribe(`/list${n}`, {
      name: `List ${n % 3 ? 'other' : 'needle'} ${n}`,
      description: n === 1 ? 'a needle too' : '',
    });
    if (n % 2) await product.call('PATCH', `/webhook-subscriptions/${id}`, { body: { is_active: false } });
  },
  sort: ['created_at', 'name'],
  filters: { 'is_active=true': ({ is_active }) => is_active === true, 'is_active=false': ({ is_active }) => is_active === false },
  search: {
    needle: ({ name, description }) => `${String(name)} ${String(description)}`.includes('needle'),
    '/list4': ({ url }) => String(url).includes('/list4'),
  },
});

describe('a delivery', () => {
  it('arrives signed, with the documented headers and body, and is in the log', async () => {
    const { id } = await subscribe('/call', { authorization_token: 't0ken-of-the-crm' });
    await enqueue('call:updated', 'c0ffee');
    const { data } = await settled(id, 1);
    expect(receiver.accepted('/call')).toHaveLength(1);
    const [{ headers, body, fault }] = receiver.accepted('/call') as [WebhookReceiver['receptions'][number]];
    expect(fault).toBeNull();
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer t0ken-of-the-crm',
      'x-webhook-event': 'call:updated',
      'x-call-id': 'c0ffee',
      'webhook-id': data[0]!.webhook_id,
    });
    expect(JSON.parse(body)).toEqual({
      event: 'call:updated',
      type: 'call:updated',
      timestamp: '2026-01-01T00:00:42.000Z',
      data: { id: 'c0ffee', n: seq },
      seq,
    });
    const detail = await delivery(data[0]!.id);
    expect(detail).toMatchObject({ state: 'delivered', attempt_count: 1, last_status_code: 200, body });
    expect(detail.attempts).toEqual([expect.objectContaining({ attempt: 1, outcome: 'delivered', status_code: 200, error_code: null })]);
    expect(detail).not.toHaveProperty('schedule_position');
  });

  it('is tried again with the same id and bytes until it arrives, later ones of its entity behind it', async () => {
    const { id } = await subscribe('/ticket');
    receiver.script(
      '/ticket',
      { status: 500, body: 'sorry' },
      { reset: true },
      { never: true },
      { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    );
    await enqueue('ticket:created', 't1');
    await enqueue('ticket:updated', 't1');
    const { data } = await settled(id, 2);
    const receptions = receiver.receptions.filter(({ path }) => path === '/ticket');
    const [first, second] = [...data].reverse();
    expect(receptions.map(({ headers }) => headers['webhook-id'])).toEqual([
      ...Array.from({ length: 5 }, () => first!.webhook_id),
      second!.webhook_id,
    ]);
    expect(new Set(receptions.slice(0, 5).map(({ body }) => body)).size).toBe(1);
    expect(receptions.every(({ fault }) => fault === null)).toBe(true);
    const { attempts } = await delivery(first!.id);
    expect(attempts.map(({ status_code, error_code }) => status_code ?? error_code)).toEqual([
      500,
      'connection_reset',
      'timeout',
      302,
      200,
    ]);
    expect(attempts[0]!.response_excerpt).toBe('sorry');
  });

  it('is given up after the last attempt, and can be sent again', async () => {
    const { id } = await subscribe('/lead');
    receiver.script('/lead', ...Array.from({ length: 5 }, () => ({ status: 500 })));
    await enqueue('lead:created');
    const [row] = (await settled(id, 1)).data;
    expect(row).toMatchObject({ state: 'given_up', reason: 'attempts_exhausted', attempt_count: 5, next_attempt_at: null });
    const again = await product.call<WebhookDeliveryDto>('POST', `/webhook-deliveries/${row!.id}/redeliver`);
    expect([again.status, again.body.state]).toEqual([200, 'pending']);
    await until(
      () => delivery(row!.id),
      ({ state }) => state === 'delivered',
    );
    const bodies = receiver.receptions.filter(({ path }) => path === '/lead').map(({ body, headers }) => [headers['webhook-id'], body]);
    expect(new Set(bodies.map((pair) => JSON.stringify(pair))).size).toBe(1);
    expect(bodies).toHaveLength(6);
  });

  it('ends when the endpoint wants no more of it, and waits as long as it asks', async () => {
    const { id } = await subscribe('/survey');
    receiver.script('/survey', { status: 400, headers: { 'webhook-delivery': 'abort-message' } });
    await enqueue('survey:answered', 's1');
    expect((await settled(id, 1)).data[0]).toMatchObject({ state: 'cancelled', reason: 'receiver_aborted' });
    receiver.script('/survey', { status: 429, headers: { 'retry-after': '1' } });
    await enqueue('survey:answered', 's2');
    await settled(id, 2);
    const [slow, fast] = receiver.receptions.filter(({ path }) => path === '/survey').slice(-2);
    expect(fast!.at.getTime() - slow!.at.getTime()).toBeGreaterThanOrEqual(950);
  });

  it('that is slow blocks no other endpoint', async () => {
    await subscribe('/slow');
    await subscribe('/quick');
    receiver.script('/slow', ...Array.from({ length: 60 }, () => ({ delay_ms: 300 })));
    await service().enqueueMany([
      ...Array.from({ length: 60 }, (_, number) => change('slow:updated', `e${number}`)),
      change('quick:updated'),
    ]);
    await until(
      () => receiver.accepted('/slow'),
      (found) => found.length === 60,
      20,
    );
    // In the order in which they were made it would have been the last.
    const [quick] = await until(
      () => receiver.accepted('/quick'),
      (found) => found.length === 1,
    );
    expect(receiver.accepted('/slow').filter(({ number }) => number < quick!.number).length).toBeLessThan(40);
  });
});

describe('the change feed', () => {
  it('ends at the endpoint: what happens in the product arrives, in order, and notices stay inside', async () => {
    const types = (await product.call<{ event: string }[]>('GET', '/webhook-event-types')).body.map(({ event }) => event);
    expect(types).toEqual(expect.arrayContaining(['sync_run:created', 'sync_run:updated']));
    expect(types).not.toContain('notification:created');
    const { id } = await subscribe('/feed', { event_types: ['*'] });
    await database.pool.query(`select notify_once(null, 'webhooks', 'something', 'Something', '', null, null, 'feed-test')`);
    const run = (await product.call<{ run_id: string }>('POST', '/calls/sync', { body: {} })).body;
    const ended = ({ body }: { body: string }) => (JSON.parse(body) as { data: { state?: string } }).data.state === 'succeeded';
    const receptions = await until(
      () => receiver.accepted('/feed'),
      (found) => found.some(ended),
    );
    const told = receptions.map(({ body }) => JSON.parse(body) as { event: string; seq: number; data: object });
    // Calls make customers, agents are at work: other things happen too.
    expect(told.filter(({ event }) => event.startsWith('notification:'))).toEqual([]);
    const bodies = told.filter(({ event }) => event.startsWith('sync_run:'));
    expect(bodies.map(({ seq: place }) => place)).toEqual(bodies.map(({ seq: place }) => place).sort((a, b) => a - b));
    expect(bodies[0]).toMatchObject({ event: 'sync_run:created', data: { state: 'queued' } });
    expect((await deliveries(`subscription_id=${id}&entity_id=${run.run_id}`)).total).toBeGreaterThanOrEqual(bodies.length);
    await product.call('DELETE', `/webhook-subscriptions/${id}`);
  });
});

describe('an endpoint', () => {
  it('is switched off by 410 with one notice, goes on collecting, and gets all in order when it is enabled', async () => {
    const { id } = await subscribe('/order');
    receiver.script('/order', { status: 410 });
    await enqueue('order:created', 'o1');
    const off = await until(
      async () => (await product.call<WebhookSubscriptionDto>('GET', `/webhook-subscriptions/${id}`)).body,
      ({ is_active }) => !is_active,
    );
    expect(off).toMatchObject({ disabled_reason: 'gone', disabled_at: expect.any(String) });
    await enqueue('order:updated', 'o1');
    await enqueue('order:closed', 'o1');
    const notices = (await product.call<List<NotificationDto>>('GET', '/notifications?type=webhook_disabled', { as: 'supervisor' })).body;
    expect(notices.data).toEqual([
      expect.objectContaining({ entity_id: id, module: 'webhooks', user_id: expect.any(String), read_at: null }),
    ]);
    expect((await product.call<List<NotificationDto>>('GET', '/notifications', { as: 'agent' })).body.total).toBe(0);
    expect((await product.call('PATCH', `/notifications/${notices.data[0]!.id}`, { as: 'agent', body: { read: true } })).status).toBe(404);
    const read = await product.call<NotificationDto>('PATCH', `/notifications/${notices.data[0]!.id}`, {
      as: 'supervisor',
      body: { read: true },
    });
    expect([read.status, read.body.read_at]).toEqual([200, expect.any(String)]);

    const on = await product.call<WebhookSubscriptionDto>('POST', `/webhook-subscriptions/${id}/enable`);
    expect(on.body).toMatchObject({ is_active: true, disabled_at: null, consecutive_failures: 0 });
    await settled(id, 3);
    expect(receiver.accepted('/order').map(({ headers }) => headers['x-webhook-event'])).toEqual([
      'order:created',
      'order:updated',
      'order:closed',
    ]);
  });

  it('is tested on demand, also when it is off, and the test says what happened', async () => {
    const { id } = await subscribe('/test', { is_active: false, authorization_token: 'echo-me-not' });
    receiver.script('/test', { status: 418, body: 'Bearer echo-me-not' }, { never: true });
    const failed = await product.call<WebhookTestResultDto>('POST', `/webhook-subscriptions/${id}/test`);
    expect([failed.status, failed.body]).toEqual([
      200,
      expect.objectContaining({ delivered: false, status_code: 418, error_code: null, response_excerpt: 'Bearer [redacted]' }),
    ]);
    expect((await product.call<WebhookTestResultDto>('POST', `/webhook-subscriptions/${id}/test`)).body).toMatchObject({
      delivered: false,
      status_code: null,
      error_code: 'timeout',
    });
    expect((await product.call<WebhookTestResultDto>('POST', `/webhook-subscriptions/${id}/test`)).body).toMatchObject({
      delivered: true,
      status_code: 200,
    });
    expect(receiver.accepted('/test')[0]).toMatchObject({
      fault: null,
      headers: expect.objectContaining({ 'x-webhook-event': 'webhook.test' }),
    });
    const { data } = (await product.call<List<WebhookDeliveryDto>>('GET', `/webhook-subscriptions/${id}/deliveries`)).body;
    expect(data.map(({ state, attempt_count }) => [state, attempt_count])).toEqual([
      ['delivered', 1],
      ['given_up', 1],
      ['given_up', 1],
    ]);
  });

  it('gets both signatures while its secret is rotated', async () => {
    const { id, secret } = await subscribe('/rotate');
    const rotated = await product.call<{ secret: string; previous_valid_until: string }>(
      'POST',
      `/webhook-subscriptions/${id}/rotate-secret`,
    );
    expect(rotated.status).toBe(200);
    expect(Date.parse(rotated.body.previous_valid_until) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    await enqueue('rotate:done', 'r1');
    await settled(id, 1);
    const [{ body, headers, fault }] = receiver.accepted('/rotate') as [WebhookReceiver['receptions'][number]];
    expect(fault).toBeNull();
    for (const one of [secret, rotated.body.secret]) expect(new Webhook(one).verify(body, headers as Record<string, string>)).toBeDefined();
    await database.pool.query(`update webhook_secrets set previous_until = now() where subscription_id = $1`, [id]);
    secrets.set('/rotate', rotated.body.secret);
    await enqueue('rotate:done', 'r2');
    await settled(id, 2);
    expect(String(receiver.accepted('/rotate')[1]!.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });

  it('loses what waits when it is removed, and keeps its log', async () => {
    const { id } = await subscribe('/removed');
    receiver.script('/removed', { status: 429, headers: { 'retry-after': '60' } });
    await enqueue('removed:soon');
    await until(
      () => receiver.receptions,
      (all) => all.some(({ path }) => path === '/removed'),
    );
    await until(
      () => deliveries(`subscription_id=${id}`),
      ({ data }) => data[0]!.last_status_code === 429,
    );
    expect((await product.call('DELETE', `/webhook-subscriptions/${id}`)).status).toBe(200);
    expect((await product.call('GET', `/webhook-subscriptions/${id}`)).status).toBe(404);
    expect((await deliveries(`subscription_id=${id}`)).data).toEqual([
      expect.objectContaining({ state: 'cancelled', reason: 'subscription_deleted' }),
    ]);
    expect((await product.call<List<unknown>>('GET', '/webhook-subscriptions?search=removed')).body.total).toBe(0);
  });
});

describe('a subscription', () => {
  const body = { name: 'CRM', url: 'https://crm.example.com/hook', event_types: ['*'] };
  const refuse = (change: object) => product.call<Refusal>('POST', '/webhook-subscriptions', { body: { ...body, ...change } });

  it.each([
    ['http://crm.example.com/', 'not_https'],
    ['https://127.0.0.2/', 'address_not_allowed'],
    ['https://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['https://[::1]/', 'address_not_allowed'],
    ['https://2130706434/', 'address_not_allowed'],
    ['https://localhost/', 'address_not_allowed'],
    ['https://user:pass@crm.example.com/', 'credentials_in_url'],
    ['https://crm.example.com:8443/', 'port_not_allowed'],
    ['https://no-such-name.invalid/', 'name_not_found'],
    ['crm', 'not_a_url'],
  ])('to %s is refused: %s', async (url, reason) => {
    const { status, body: refusal } = await refuse({ url });
    expect([status, refusal.code, refusal.details?.reason]).toEqual([422, 'url_not_allowed', reason]);
  });

  it.each([
    [{ event_types: [] }, 'event_types'],
    [{ event_types: ['call'] }, 'event_types'],
    [{ event_types: ['*:updated'] }, 'event_types'],
    [{ name: '' }, 'name'],
    [{ authorization_token: 'two\r\nlines' }, 'authorization_token'],
    [{ secret: 'whsec_mine' }, 'secret'],
  ])('with %j is refused', async (change, field) => {
    const { status, body: refusal } = await refuse(change);
    expect([status, refusal.code, refusal.details?.[0]?.field]).toEqual([400, 'validation_failed', field]);
  });

  it('may name only what an event answers to', async () => {
    const { status, body: refusal } = await refuse({ event_types: ['sync_run:*', 'sync_run:done', 'thing:*'] });
    expect([status, refusal.code, refusal.details]).toEqual([422, 'unknown_event_type', { event_types: ['sync_run:done', 'thing:*'] }]);
    expect(refusal.message).toContain('sync_run:done, thing:*');
    const { id } = await subscribe('/names');
    const changed = await product.call<Refusal>('PATCH', `/webhook-subscriptions/${id}`, { body: { event_types: ['notification:*'] } });
    expect([changed.status, changed.body.code]).toEqual([422, 'unknown_event_type']);
  });

  it('cannot be moved to a private address later', async () => {
    const { id } = await subscribe('/move');
    const moved = await product.call<Refusal>('PATCH', `/webhook-subscriptions/${id}`, { body: { url: 'https://10.0.0.1/' } });
    expect([moved.status, moved.body.code]).toEqual([422, 'url_not_allowed']);
    const changed = await product.call<WebhookSubscriptionDto>('PATCH', `/webhook-subscriptions/${id}`, {
      body: { name: 'Moved', event_types: ['sync_run:removed', 'call_attempt:*'] },
    });
    expect(changed.body).toMatchObject({
      name: 'Moved',
      event_types: ['sync_run:removed', 'call_attempt:*'],
      url: `${receiver.url}/move`,
      is_active: true,
    });
    expect((await product.call('PATCH', `/webhook-subscriptions/${id}`, { body: { name: null } })).status).toBe(400);
  });

  it('never shows its secrets again', async () => {
    const { id, secret } = await subscribe('/secret/path-token-in-the-url?key=a-token-in-the-url', {
      authorization_token: 'a-planted-token',
    });
    const log = () =>
      database.pool.query(
        `select before ->> 'url' as before, after ->> 'url' as after from activity_log where entity_id = $1 order by id`,
        [id],
      );
    const seen = [
      (await product.call('GET', `/webhook-subscriptions/${id}`)).text,
      (await product.call('GET', '/webhook-subscriptions?search=secret')).text,
      (await product.call('PATCH', `/webhook-subscriptions/${id}`, { body: { description: 'x' } })).text,
      JSON.stringify((await database.pool.query('select * from activity_log')).rows),
      JSON.stringify((await database.pool.query('select * from webhook_secrets')).rows),
    ].join('');
    expect(seen).toContain(id);
    expect(seen).not.toContain(secret.slice('whsec_'.length));
    expect(seen).not.toContain('a-planted-token');
    await product.call('PATCH', `/webhook-subscriptions/${id}`, {
      body: { url: `${receiver.url}/secret/other-token-in-the-url?key=another-token-in-the-url` },
    });
    const { rows } = await log();
    expect(rows[0]).toEqual({ before: null, after: `${receiver.url}/…` });
    expect(JSON.stringify(rows)).not.toContain('token-in-the-url');
    expect((await product.call<WebhookSubscriptionDto>('GET', `/webhook-subscriptions/${id}`)).body.has_authorization_token).toBe(true);
    const bare = await product.call<WebhookSubscriptionDto>('PATCH', `/webhook-subscriptions/${id}`, {
      body: { authorization_token: null },
    });
    expect(bare.body.has_authorization_token).toBe(false);
  });

  it('is seen by supervisors and changed by admins', async () => {
    const { id } = await subscribe('/roles');
    expect((await product.call('GET', `/webhook-subscriptions/${id}`, { as: 'supervisor' })).status).toBe(200);
    for (const [method, path] of [
      ['POST', ''],
      ['PATCH', `/${id}`],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/test`],
      ['POST', `/${id}/enable`],
      ['POST', `/${id}/rotate-secret`],
    ] as const) {
      expect([path, (await product.call(method, `/webhook-subscriptions${path}`, { as: 'supervisor', body })).status]).toEqual([path, 403]);
    }
    expect((await product.call('GET', '/webhook-subscriptions', { as: 'agent' })).status).toBe(403);
    receiver.script('/roles', { status: 200, body: 'internal words' });
    await enqueue('roles:asked');
    const { data } = await settled(id, 1);
    expect((await delivery(data[0]!.id)).attempts[0]!.response_excerpt).toBe('internal words');
    expect((await delivery(data[0]!.id, { as: 'supervisor' })).attempts[0]!.response_excerpt).toBeNull();
  });
});

describe('the log of deliveries', () => {
  it('has filters, cursors and CSV, and sends a range again after a dry run', async () => {
    const { id } = await subscribe('/range');
    for (let number = 0; number < 7; number++) await enqueue('range:done', `x${number % 3}`);
    await enqueue('range:other', 'x0');
    await settled(id, 8);
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const page: List<WebhookDeliveryDto> = await deliveries(
        `subscription_id=${id}&event=range:done&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.total).toBe(7);
      walked.push(...page.data.map((row) => row.id));
      cursor = page.next_cursor;
    } while (cursor);
    expect(new Set(walked).size).toBe(7);
    expect((await deliveries(`subscription_id=${id}&entity_id=x0&state=delivered`)).total).toBe(4);
    const now = new Date(Date.now() + 60_000).toISOString();
    expect((await deliveries(`subscription_id=${id}&from=${now}`)).total).toBe(0);
    expect((await deliveries(`subscription_id=${id}&to=${now}`)).total).toBe(8);
    expect((await product.call('GET', '/webhook-deliveries?from=yesterday')).status).toBe(400);
    const csv = await product.call('GET', `/webhook-deliveries?subscription_id=${id}`, { headers: { accept: 'text/csv' } });
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(9);

    const before = receiver.receptions.length;
    const range = { subscription_id: id, event: 'range:done', state: 'delivered' };
    expect((await product.call('POST', '/webhook-deliveries/redeliver', { body: { ...range, dry_run: true } })).body).toEqual({
      deliveries: 7,
      dry_run: true,
    });
    expect((await product.call('POST', '/webhook-deliveries/redeliver', { body: range })).body).toEqual({ deliveries: 7, dry_run: false });
    await until(
      () => receiver.receptions.length - before,
      (count) => count === 7,
    );
    const resent = receiver.receptions.slice(before);
    expect(resent.every(({ duplicate, fault }) => duplicate && fault === null)).toBe(true);
    const original = new Map(receiver.receptions.slice(0, before).map(({ headers, body }) => [headers['webhook-id'], body]));
    expect(resent.every(({ headers, body }) => original.get(headers['webhook-id']) === body)).toBe(true);
    expect((await product.call('POST', '/webhook-deliveries/redeliver', { body: { state: 'pending' } })).status).toBe(400);
  });

  it('takes the same event once, however often it is brought', async () => {
    const { id } = await subscribe('/once');
    const event = change('once:done');
    expect((await Promise.all([1, 2, 3].map(() => service().enqueue(event)))).sort()).toEqual([0, 0, 1]);
    await settled(id, 1);
    expect(receiver.receptions.filter(({ path }) => path === '/once')).toHaveLength(1);
  });

  it('shows in health and metrics', async () => {
    const { body } = await product.call<{ checks: Record<string, { ok: boolean }> }>('GET', '/health');
    expect(body.checks.webhooks).toMatchObject({ ok: true });
    const { text } = await product.call('GET', '/metrics', { as: null });
    expect(text).toMatch(/webhook_deliveries_total\{outcome="delivered"\} \d+/);
    expect(text).toMatch(/webhook_deliveries_open \d+/);
  });
});

describe('workers', () => {
  it('that stop in the middle of an attempt leave it to another, which sends the same again', async () => {
    const { id } = await subscribe('/stopped');
    receiver.script('/stopped', { never: true });
    const dispatcher = product.app.get(WebhookDispatcher, { strict: false });
    await enqueue('stopped:here');
    await until(
      () => receiver.receptions.filter(({ path }) => path === '/stopped').length,
      (count) => count === 1,
    );
    await dispatcher.beforeApplicationShutdown();
    const other = await startTestApp({ database, environment: LOCAL });
    try {
      const { data } = await settled(id, 1);
      expect(data[0]).toMatchObject({ state: 'delivered' });
      const receptions = receiver.receptions.filter(({ path }) => path === '/stopped');
      expect(receptions.length).toBeGreaterThanOrEqual(2);
      expect(new Set(receptions.map(({ headers, body }) => `${headers['webhook-id'] as string}${body}`)).size).toBe(1);
    } finally {
      await other.close();
    }
  });
});
