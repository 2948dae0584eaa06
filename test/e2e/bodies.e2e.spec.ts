import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/app.js';

interface Body {
  code: string;
  details: { field: string; message: string }[];
}

const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { 'x-access'?: { kind: string }; requestBody?: { content: object; required?: boolean } }>>;
};
const writes = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'get')
    // Providers have a door of their own, which keeps whatever comes.
    .filter(() => !path.startsWith('/webhooks/'))
    .map(([method, { requestBody }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000'),
      takes: requestBody && Object.keys(requestBody.content),
      needs: requestBody?.required,
    })),
);
const reading = writes.filter(({ takes }) => takes?.includes('application/json'));
/** Files, the form that mail programs send to a List-Unsubscribe address, and that of a page for customers. */
const READ_OTHERWISE = [
  'POST /emails/uploads',
  'POST /conversations/uploads',
  'POST /tickets/uploads',
  'POST /notifications/unsubscribe',
  'POST /survey-answers/{token}',
];
const json = { 'content-type': 'application/json' };

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

const call = (method: string, path: string, options: Parameters<TestApp['call']>[2] = {}) => product.call<Body>(method, path, options);

describe('a body that nobody reads', () => {
  it.each(writes.filter(({ name }) => !READ_OTHERWISE.includes(name)).map(({ name }) => name))('is refused by %s', async (name) => {
    const { method, path } = writes.find((one) => one.name === name)!;
    for (const type of ['application/octet-stream', 'text/plain', 'application/merge-patch+json', 'application/x-www-form-urlencoded']) {
      const answer = await call(method, path, { headers: { 'content-type': type }, body: '{"dry_run":true}' });
      expect([type, answer.status, answer.body.code]).toEqual([type, 415, 'unsupported_media_type']);
    }
  });

  it('is refused without a content type too', async () => {
    const answer = await fetch(`${product.url}/mailbox-messages/reparse`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await product.token('admin')}` },
      body: Buffer.from('{"dry_run":true}'),
    });
    expect(answer.status).toBe(415);
  });

  it('is a file where files are taken', async () => {
    const answer = await call('POST', '/emails/uploads?filename=a.txt', {
      headers: { 'content-type': 'application/octet-stream' },
      body: 'hello',
    });
    expect(answer.status).toBe(201);
  });
});

describe('a body that is not there', () => {
  it('may be left out where defaults say all', () => {
    expect(reading.filter(({ needs }) => !needs).map(({ name }) => name)).toEqual([
      'POST /calls/sync',
      'POST /calls/reconcile',
      'PATCH /agents/{id}/clock-in',
    ]);
  });

  it.each(['/calls/sync', '/calls/reconcile'])('lets POST %s do its default days', async (path) => {
    for (const options of [{}, { headers: json, body: '' }, { headers: { ...json, 'idempotency-key': path }, body: '' }])
      expect((await call('POST', path, options)).status).toBe(200);
    expect((await call('POST', path, { headers: { 'idempotency-key': path } })).headers.get('idempotency-replayed')).toBe('true');
    expect((await call('POST', path, { headers: json, body: 'null' })).status).toBe(400);
  });

  it.each(reading.filter(({ needs }) => needs).map(({ name }) => name))('is missed by %s', async (name) => {
    const { method, path } = reading.find((one) => one.name === name)!;
    for (const [body, headers] of [
      [undefined, {}],
      ['', json],
      ['null', json],
    ] as const) {
      const answer = await call(method, path, { body, headers });
      expect([body, answer.status, answer.body.code, answer.body.details?.[0]?.field]).toEqual([body, 400, 'validation_failed', 'body']);
    }
  });

  it.each(['DELETE /roles/users/{id}', 'POST /webhook-deliveries/{id}/redeliver', 'DELETE /api-keys/{id}'])(
    'is none whatever the content type says: %s',
    async (name) => {
      const { method, path } = writes.find((one) => one.name === name)!;
      for (const headers of [json, { 'content-type': 'application/json; charset=utf-8' }]) {
        expect((await call(method, path, { headers, body: '' })).status).toBe(404);
      }
    },
  );
});

describe('an order on many things', () => {
  const change = { is_read: true };

  it.each<[string, object[]]>([
    ['/webhook-events/replay', [{}, { dry_run: true }, { source: null }, { all: false }, { all: null }, { all: true, source: 'kaleyra' }]],
    ['/mailbox-messages/reparse', [{}, { dry_run: false }, { state: null }, { from: null, to: null }, { all: 'yes' }]],
    ['/webhook-deliveries/redeliver', [{}, { event: null }, { subscription_id: null }, { all: true, state: 'delivered' }]],
    [
      '/emails/bulk',
      [
        { change },
        { change, filter: {} },
        { change, filter: null },
        { change, ids: null },
        { change, filter: { status: null } },
        { change, all: true, filter: { status: 'open' } },
        { change, all: true, ids: ['7c9e6f0a-1111-4222-8333-444455556666'] },
      ],
    ],
  ])('%s is not on everything unless it says so', async (path, bodies) => {
    for (const body of bodies) {
      const answer = await call('POST', path, { body });
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'validation_failed']);
    }
  });

  it.each(['/webhook-events/replay', '/mailbox-messages/reparse', '/webhook-deliveries/redeliver'])('%s takes all: true', async (path) => {
    expect((await call('POST', path, { body: { all: true, dry_run: true } })).body).toMatchObject({ dry_run: true });
    expect((await call('POST', path, { body: { all: true } })).body).toMatchObject({ dry_run: false });
  });

  it('on all e-mails says so', async () => {
    expect((await call('POST', '/emails/bulk', { body: { all: true, change, dry_run: true } })).body).toMatchObject({ state: 'dry_run' });
    expect((await call('POST', '/emails/bulk', { body: { all: true, change } })).body).toMatchObject({ state: 'done' });
  });

  it.each(['/webhook-events/replay', '/mailbox-messages/reparse', '/webhook-deliveries/redeliver', '/calls/reconcile', '/emails/bulk'])(
    '%s is not done when dry_run is null',
    async (path) => {
      const answer = await call('POST', path, {
        body: { ...(path === '/calls/reconcile' ? {} : { all: true }), ...(path === '/emails/bulk' && { change }), dry_run: null },
      });
      expect([answer.status, answer.body.details]).toEqual([400, [expect.objectContaining({ field: 'dry_run' })]]);
    },
  );

  it.each(['/calls/sync', '/calls/reconcile'])('%s takes null for no date', async (path) => {
    expect((await call('POST', path, { body: { from_date: null } })).status).toBe(400);
  });
});
