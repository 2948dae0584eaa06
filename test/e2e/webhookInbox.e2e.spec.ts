import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { callbackToken } from '../../src/kaleyraVoice/callbackToken.js';
import { WebhookInboxService } from '../../src/common/webhookInbox/webhookInbox.service.js';
import { type WebhookEvent, webhookRefused, webhookUnusable } from '../../src/common/webhookInbox/webhookSource.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const SECRET = 'a secret that only tests know, long enough';
interface EventRow {
  id: number;
  source: string;
  state: string;
  outcome: string | null;
  attempts: number;
  replays: number;
  error_code: string | null;
  query: string;
}

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp({ environment: { WEBHOOK_RATE_PER_MINUTE: '200', WEBHOOK_REFUSALS_PER_MINUTE: '20' } });
});
afterAll(() => product.close());

async function placedCall(): Promise<string> {
  const id = randomUUID();
  await product.database.pool.query(`insert into sends (id, channel, state) values ($1, 'kaleyra.click_to_call', 'sent')`, [id]);
  await product.database.pool.query(
    `insert into call_attempts (id, kind, customer_number, state) values ($1, 'click_to_call', '5550001001', 'sent')`,
    [id],
  );
  return id;
}
const callback = (cid: string, fields: Record<string, string> = { status: 'BUSY' }, t = callbackToken(SECRET, cid)) =>
  product.call('GET', `/webhooks/kaleyra/callback?${new URLSearchParams({ cid, t, ...fields })}`, { as: null });
const events = async (filter = '') =>
  (await product.call<{ data: EventRow[]; total: number }>('GET', `/webhook-events?limit=200${filter}`)).body;
const idle = () =>
  until(
    () => product.database.pool.query(`select count(*)::integer as open from webhook_events where state = 'received'`),
    ({ rows }) => rows[0].open === 0,
  );

describe('the webhook inbox', () => {
  it('stores an event once, however often it is delivered, and answers each time', async () => {
    const cid = await placedCall();
    const answers = await Promise.all(Array.from({ length: 20 }, () => callback(cid)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array.from({ length: 20 }, () => [200, { ok: true }]));
    await idle();
    expect(
      (await product.database.pool.query('select count(*)::integer as n from webhook_events where query like $1', [`%${cid}%`])).rows[0].n,
    ).toBe(1);
    expect((await product.call('GET', `/calls/attempts/${cid}`)).body).toMatchObject({ state: 'failed', status: 'BUSY', reports: 1 });
  });

  it("refuses what is not the provider's and stores nothing of it", async () => {
    const before = (await events()).total;
    const cid = await placedCall();
    for (const answer of [
      await callback(cid, {}, 'x'.repeat(32)),
      await callback(cid, {}, ''),
      await callback('no-id'),
      await product.call('GET', '/webhooks/kaleyra/callback', { as: null }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'webhook_refused']);
    }
    expect((await events()).total).toBe(before);
    const metrics = await product.call('GET', '/metrics', { as: null });
    expect(metrics.text).toMatch(/webhook_requests_total\{source="kaleyra",result="refused"\} 4/);
  });

  describe('limits each sender', () => {
    /** A callback of a client behind a reverse proxy. */
    const from = (ip: string, query: Record<string, string>) =>
      product.call('GET', `/webhooks/kaleyra/callback?${new URLSearchParams(query)}`, { as: null, headers: { 'x-forwarded-for': ip } });
    const inTurn = async (ip: string, query: Record<string, string>, times: number) => {
      const answers = [];
      for (let n = 0; n < times; n++) answers.push(await from(ip, query));
      return answers;
    };
    const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

    it('by its requests, before anything of them is read', async () => {
      const cid = await placedCall();
      const query = { cid, t: callbackToken(SECRET, cid), status: 'BUSY' };
      const answers = await inTurn('192.0.2.1', query, 203);
      expect(statuses(answers)).toEqual([...Array<number>(200).fill(200), 429, 429, 429]);
      const last = answers.at(-1)!;
      expect([last.headers.get('retry-after'), last.body]).toEqual([
        expect.stringMatching(/^([1-9]|[1-5]\d|60)$/),
        {
          statusCode: 429,
          code: 'too_many_requests',
          message: 'Too many requests; try again later.',
          request_id: expect.any(String),
        },
      ]);
      // Others are not held up.
      expect((await from('192.0.2.2', query)).status).toBe(200);
    });

    it('far sooner by those that are refused, whatever comes after them', async () => {
      const cid = await placedCall();
      const wrong = await inTurn('2001:db8::1', { cid, t: 'x'.repeat(32), status: 'BUSY' }, 22);
      expect(statuses(wrong)).toEqual([...Array<number>(20).fill(401), 429, 429]);
      const right = { cid, t: callbackToken(SECRET, cid), status: 'BUSY' };
      // The next address of the same network, with the right token.
      expect((await from('2001:db8::2', right)).status).toBe(429);
      expect((await from('2001:db8:0:1::2', right)).status).toBe(200);
      expect((await product.call('GET', '/metrics', { as: null })).text).toMatch(
        /webhook_requests_total\{source="kaleyra",result="limited"\} 6/,
      );
    });
  });

  it('parks an event about a call that nobody made, at once, with the reason', async () => {
    const cid = randomUUID();
    expect((await callback(cid)).status).toBe(200);
    const { data } = await until(
      () => events('&state=parked'),
      ({ total }) => total > 0,
    );
    expect(data[0]).toMatchObject({ source: 'kaleyra', error_code: 'webhook_unusable', attempts: 1 });

    // When the call turns up after all, one replay makes it good.
    await product.database.pool.query(`insert into sends (id, channel, state) values ($1, 'kaleyra.click_to_call', 'sent')`, [cid]);
    await product.database.pool.query(`insert into call_attempts (id, kind, customer_number) values ($1, 'click_to_call', '5550001001')`, [
      cid,
    ]);
    expect((await product.call('POST', `/webhook-events/${data[0]!.id}/replay`)).status).toBe(200);
    const after = await until(
      () => product.call<EventRow>('GET', `/webhook-events/${data[0]!.id}`),
      ({ body }) => body.state === 'processed',
    );
    expect(after.body).toMatchObject({ outcome: 'applied', replays: 1, error_code: null });
  });

  it('keeps no token, and shows none of rows that have one', async () => {
    const cid = await placedCall();
    const t = callbackToken(SECRET, cid);
    await callback(cid, { status: 'BUSY' });
    const [row] = (await events()).data;
    expect((await product.database.pool.query('select query from webhook_events where id = $1', [row!.id])).rows[0].query).not.toContain(t);
    // As it was stored before, also with the name of the field in other letters.
    for (const query of [`cid=${cid}&t=${t}&status=BUSY`, `%74=${t}&cid=${cid}&status=BUSY`, `cid=${cid}&status=BUSY&t=${t}`]) {
      await product.database.pool.query('update webhook_events set query = $2 where id = $1', [row!.id, query]);
      const shown = await product.call<EventRow>('GET', `/webhook-events/${row!.id}`, { as: 'supervisor' });
      expect(shown.body.query).toBe(`cid=${cid}&status=BUSY`);
      expect(shown.text).not.toContain(t);
    }
  });

  it('keeps what came, byte for byte', async () => {
    const cid = await placedCall();
    await callback(cid, { status: 'ANSWER', odd: 'ü + & =' });
    const [row] = (await events()).data;
    const { body } = await product.call<EventRow>('GET', `/webhook-events/${row!.id}`);
    expect(body.query).toBe(new URLSearchParams({ cid, status: 'ANSWER', odd: 'ü + & =' }).toString());
  });

  it('acknowledges nothing that it cannot store: 503, and the provider sends it again', async () => {
    const cid = await placedCall();
    const client = await product.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('lock table webhook_events in exclusive mode');
      const refused = await callback(cid);
      // Whichever ends first: the patience of the statement, or that of the request.
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
      expect(['database_unavailable', 'inbox_overloaded']).toContain(refused.body.code);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect((await callback(cid)).status).toBe(200);
    expect((await product.database.pool.query('select 1 from webhook_events where query like $1', [`%${cid}%`])).rowCount).toBe(1);
  });

  it('knows its path however it is spelled, and stores nothing that is asked for without a body', async () => {
    const cid = await placedCall();
    const query = new URLSearchParams({ cid, t: callbackToken(SECRET, cid), status: 'BUSY' });
    expect((await product.call('GET', `/webhooks/kaleyra/%63allback?${query}`, { as: null })).status).toBe(200);
    const stored = await product.database.pool.query('select path from webhook_events where query like $1', [`%${cid}%`]);
    expect(stored.rows).toEqual([{ path: '/webhooks/kaleyra/callback' }]);
    const other = await placedCall();
    const head = await product.call(
      'HEAD',
      `/webhooks/kaleyra/callback?${new URLSearchParams({ cid: other, t: callbackToken(SECRET, other) })}`,
      {
        as: null,
      },
    );
    expect([head.status, head.headers.get('allow'), head.headers.has('x-request-id')]).toEqual([405, 'GET', true]);
    expect((await product.database.pool.query('select 1 from webhook_events where query like $1', [`%${other}%`])).rowCount).toBe(0);
  });

  it('parks a callback that holds what cannot be stored, at once', async () => {
    const cid = await placedCall();
    expect((await callback(cid, { status: 'BUSY', notes: 'a\0b', id: 'x\0y', custom: '\0' })).status).toBe(200);
    const find = () =>
      product.database.pool.query('select state, error_code, attempts from webhook_events where query like $1', [`%${cid}%`]);
    const { rows } = await until(find, ({ rows }) => rows[0]?.state !== 'received');
    expect(rows).toEqual([{ state: 'parked', error_code: 'webhook_unusable', attempts: 1 }]);
  });

  it('replays by filter, after counting what that would be', async () => {
    await idle();
    const total = (await events('&source=kaleyra')).total;
    const replay = (body: object) => product.call<{ events: number; dry_run: boolean }>('POST', '/webhook-events/replay', { body });
    expect((await replay({ source: 'kaleyra', dry_run: true })).body).toEqual({ events: total, dry_run: true });
    expect((await replay({ source: 'nobody' })).body.events).toBe(0);
    const hash = async () =>
      (await product.database.pool.query('select md5(string_agg(a::text, $1 order by id)) as hash from call_attempts a', ['\n'])).rows[0]
        .hash as string;
    const before = await hash();
    expect((await replay({ source: 'kaleyra' })).body.events).toBe(total);
    await idle();
    expect(await hash()).toBe(before);
    const known = await events('&source=kaleyra&state=processed');
    expect(new Set(known.data.map(({ outcome }) => outcome))).toEqual(new Set(['known']));
  });

  it('is for supervisors', async () => {
    expect((await product.call('GET', '/webhook-events', { as: 'agent' })).status).toBe(403);
    expect((await product.call('GET', '/webhook-events', { as: 'supervisor' })).status).toBe(200);
    expect((await product.call('POST', '/webhook-events/replay', { as: 'viewer', body: {} })).status).toBe(403);
  });

  it('knows no event that does not exist, and no filter that does not', async () => {
    expect((await product.call('GET', '/webhook-events/99999999')).status).toBe(404);
    expect((await product.call('GET', '/webhook-events?colour=red')).status).toBe(400);
    expect((await product.call('GET', '/webhook-events?from=yesterday')).status).toBe(400);
  });
});

describe('a source whose handler fails', () => {
  const seen: string[] = [];
  let broken = true;

  beforeAll(() => {
    product.app.get(WebhookInboxService).register({
      source: 'moody',
      routes: ['POST /webhooks/moody'],
      check: () => undefined,
      secret_fields: [],
      dedupeKey: ({ query, body }) => query + (body?.toString('base64') ?? ''),
      handle: async (batch: WebhookEvent[]) => {
        if (broken && batch.some(({ query }) => query === 'bad')) throw new Error('not today');
        if (batch.some(({ query }) => query === 'senseless')) throw webhookUnusable(undefined, { message: 'It says nothing.' });
        seen.push(...batch.map(({ query }) => query));
        return batch.map(() => 'seen');
      },
    });
  });
  const store = (queries: string[]) =>
    product.database.pool.query(
      `select accept_webhook_events(array_fill('moody'::text, array[$2::int]), $1, array_fill('GET'::text, array[$2::int]),
        array_fill('/'::text, array[$2::int]), $1, array_fill('{}'::text, array[$2::int]), array_fill(null::bytea, array[$2::int]),
        array_fill('r'::text, array[$2::int]))`,
      [queries, queries.length],
    );

  it('holds back nobody else, is tried again with back-off, and parked when another try cannot help', async () => {
    await store(['one', 'bad', 'two', 'senseless']);
    const rows = await until(
      () => events('&source=moody'),
      ({ data }) => data.every(({ state }) => state !== 'received'),
    );
    const states = Object.fromEntries(
      (await Promise.all(rows.data.map(({ id }) => product.call<EventRow>('GET', `/webhook-events/${id}`)))).map(({ body }) => [
        body.query,
        body.state,
      ]),
    );
    expect(states).toEqual({ one: 'processed', two: 'processed', bad: 'retrying', senseless: 'parked' });
    expect(seen).toEqual(['one', 'two']);
    const { rows: jobs } = await product.database.pool.query(
      `select j.run_at >= w.received_at + interval '5 seconds' as later from webhook_events w, graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'webhooks.process' and w.query = 'bad'`,
    );
    expect(jobs).toEqual([{ later: true }]);

    broken = false;
    await product.call('POST', '/webhook-events/replay', { body: { source: 'moody', state: 'retrying' } });
    await until(
      () => events('&source=moody&state=processed'),
      ({ total }) => total === 3,
    );
  });

  it('keeps a body that nobody can read, as the bytes that came', async () => {
    const garbage = Buffer.from([0x7b, 0x22, 0xff, 0x00, 0xfe]);
    const post = (body: Buffer | string) =>
      fetch(`${product.url}/webhooks/moody?raw`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await post(garbage)).status).toBe(200);
    expect((await post('{"half":')).status).toBe(200);
    const { rows } = await product.database.pool.query(`select id, body from webhook_events where query = 'raw' order by id`);
    expect(rows.map(({ body }) => body)).toEqual([garbage, Buffer.from('{"half":')]);
    const shown = await product.call<{ body: string; body_is_base64: boolean; headers: object }>('GET', `/webhook-events/${rows[0].id}`);
    expect(shown.body).toMatchObject({
      body: garbage.toString('base64'),
      body_is_base64: true,
      headers: { 'content-type': 'application/json' },
    });
    expect((await post('x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('checks the head before it reads a body, and does not wait for a slow one', async () => {
    const read: string[] = [];
    product.app.get(WebhookInboxService).register({
      source: 'guarded',
      routes: ['POST /webhooks/guarded'],
      secret_fields: [],
      check: ({ query }) => {
        if (query !== 'ours') throw webhookRefused();
      },
      checkBody: ({ body }) => {
        read.push(String(body));
        if (String(body) !== 'signed') throw webhookRefused();
      },
      dedupeKey: ({ body }) => `a key\0 of ${String(body)}`,
      handle: (batch) => Promise.resolve(batch.map(() => 'seen')),
    });
    const { port } = new URL(product.url);
    // The head alone: the answer must not wait for the rest.
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.write('POST /webhooks/guarded?theirs HTTP/1.1\r\nHost: x\r\nContent-Length: 5242870\r\n\r\nand a little of it');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(read).toEqual([]);
    const post = (body: string) => fetch(`${product.url}/webhooks/guarded?ours`, { method: 'POST', body });
    expect([(await post('forged')).status, (await post('signed')).status]).toEqual([401, 200]);
    expect(read).toEqual(['forged', 'signed']);
    // A key that no column takes is kept as its hash.
    const { rows } = await product.database.pool.query(`select dedupe_key from webhook_events where source = 'guarded'`);
    expect(rows).toEqual([{ dedupe_key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }]);
  });

  it('is parked after the last try', async () => {
    await store(['late']);
    await idle();
    await product.database.pool.query(`update webhook_events set state = 'retrying', attempts = 8 where query = 'late'`);
    const { rows } = await product.database.pool.query(
      `select fail_webhook_event((select id from webhook_events where query = 'late'), 'x', 'y', false, 9) as state`,
    );
    expect(rows[0].state).toBe('parked');
  });

  it('gets a new job when its job is gone', async () => {
    await product.database.pool.query(
      'insert into webhook_events (source, dedupe_key, method, path, query, received_at) values ($1, $2, $3, $4, $5, now() - ' +
        "interval '1 hour')",
      ['moody', 'orphan', 'GET', '/', 'orphan'],
    );
    const { rows } = await product.database.pool.query(`select requeue_webhook_events(interval '10 minutes') as events`);
    expect(rows[0].events).toBe(1);
    await until(
      () => events('&source=moody'),
      ({ data }) => data.every(({ state }) => state !== 'received'),
    );
    expect(seen).toContain('orphan');
  });

  it('forgets what was processed long ago, and keeps what was not', async () => {
    await product.database.pool.query(`update webhook_events set processed_at = now() - interval '40 days' where query = 'one'`);
    const { rows } = await product.database.pool.query(`select drop_old_webhook_events(now() - interval '30 days') as dropped`);
    expect(rows[0].dropped).toBe(1);
    expect((await events('&source=moody&state=parked')).total).toBe(2);
  });
});
