import { connect } from 'node:net';
import { until } from '../support/until.js';
import { uncounted } from '../../src/common/list/uncounted.js';
import { SupabaseService } from '../../src/supabase/supabase.service.js';
import { Tables } from '../../src/supabase/tables.service.js';
import { type Answer, startTestApp, type TestApp } from '../support/app.js';

interface ErrorBody {
  statusCode: number;
  code: string;
  message: string;
  details?: { field: string; message: string }[];
  request_id: string;
}

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

const fields = (answer: Answer<ErrorBody>) => answer.body.details?.map((fault) => fault.field);

describe('errors', () => {
  it('have one shape, with the request id of the header', async () => {
    const answer = await product.call<ErrorBody>('GET', '/roles?limit=10000');
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      statusCode: 400,
      code: 'validation_failed',
      message: expect.any(String),
      details: [{ field: 'limit', message: 'limit must not be greater than 200' }],
      request_id: answer.headers.get('x-request-id'),
    });
  });

  it.each([
    ['an unknown route', 'GET', '/no/such/route', undefined, 404, 'not_found'],
    ['a body that is no JSON', 'POST', '/roles', '{"name":', 400, 'bad_request'],
    ['a body that is too large', 'POST', '/roles', JSON.stringify({ name: 'x'.repeat(1_200_000) }), 413, 'body_too_large'],
    ['an id that is none', 'GET', '/roles/not-an-id/modules', undefined, 400, 'bad_request'],
    ['an id of nothing', 'GET', '/roles/00000000-0000-4000-8000-000000000000/modules', undefined, 404, 'role_not_found'],
  ])('tell %s apart', async (_name, method, path, body, status, code) => {
    const answer = await product.call<ErrorBody>(method, path, { body });
    expect([answer.status, answer.body.code, answer.body.request_id]).toEqual([status, code, answer.headers.get('x-request-id')]);
  });

  it.each([
    ['/roles/not-an-id/modules', 'An id in the path is not a UUID.'],
    ['/webhook-events/not-a-number', 'An id in the path is not a number.'],
  ])('say in words what is wrong with %s', async (path, message) => {
    expect((await product.call<ErrorBody>('GET', path)).body).toMatchObject({ statusCode: 400, message });
  });

  it('refuse unknown fields in query and body, naming all bad ones', async () => {
    expect(fields(await product.call<ErrorBody>('GET', '/roles?colour=red&page=0'))).toEqual(['colour', 'page']);
    expect(fields(await product.call<ErrorBody>('POST', '/roles', { body: { name: 'No!', is_system: true } }))?.sort()).toEqual([
      'is_system',
      'name',
    ]);
  });
});

/** An answer to bytes that no client of ours would send. */
async function raw(request: string): Promise<{ status: number; headers: string; body: ErrorBody; text: string }> {
  const socket = connect(Number(new URL(product.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write(request);
  await until(
    () => Promise.resolve(text),
    (all) => all.includes('\r\n\r\n') && all.includes('}'),
  );
  socket.destroy();
  const [headers = '', body = ''] = text.split('\r\n\r\n');
  return {
    status: Number(headers.split(' ')[1]),
    headers: headers.toLowerCase(),
    body: JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as ErrorBody,
    text,
  };
}

describe('what no route takes', () => {
  const token = 'SECRET-IN-THE-URL';
  it.each([
    ['a URL with a lone percent sign', `GET /emails/%?signature=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 400, 'bad_request'],
    ['a URL that is no UTF-8', `GET /emails/%ff?signature=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 400, 'bad_request'],
    ['a long id', `GET /emails/${'a'.repeat(101)}?signature=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 414, 'uri_too_long'],
    ['an unknown route', `GET /nowhere/${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 404, 'not_found'],
    ['OPTIONS without a question', `OPTIONS /roles?x=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 405, 'method_not_allowed'],
    ['no Host', `GET /health/live?x=${token} HTTP/1.1\r\n\r\n`, 400, 'bad_request'],
    ['an expectation', `GET /nowhere HTTP/1.1\r\nHost: x\r\nExpect: ${token}\r\n\r\n`, 404, 'not_found'],
    ['no HTTP', `${token}\r\n\r\n`, 400, 'bad_request'],
    ['a method that nobody knows', `BREW /roles?x=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 400, 'bad_request'],
    ['a method that no route has', `TRACE /roles?x=${token} HTTP/1.1\r\nHost: x\r\n\r\n`, 404, 'not_found'],
    [
      'a strange kind of body',
      `POST /roles HTTP/1.1\r\nHost: x\r\nContent-Type: text/${token}\r\nContent-Length: 1\r\n\r\nx`,
      415,
      'unsupported_media_type',
    ],
  ])('%s: the one error body, safe headers, and nothing of the request', async (_name, request, status, code) => {
    const answer = await raw(request);
    expect([answer.status, answer.body.statusCode, answer.body.code]).toEqual([status, status, code]);
    expect(answer.headers).toContain(`x-request-id: ${answer.body.request_id.toLowerCase()}`);
    for (const header of [
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      'content-security-policy: ',
      'content-type: application/json',
    ])
      expect(answer.headers).toContain(header);
    expect(answer.text).not.toContain(token);
  });
});

describe('requests', () => {
  it('keep a sane request id and replace an odd one', async () => {
    expect((await product.call('GET', '/health/live', { headers: { 'x-request-id': 'my-request-17' } })).headers.get('x-request-id')).toBe(
      'my-request-17',
    );
    expect((await product.call('GET', '/health/live', { headers: { 'x-request-id': '<script>' } })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('carry security headers', async () => {
    const { headers } = await product.call('GET', '/health/live');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect((await product.call('GET', '/api/docs')).headers.get('content-security-policy')).toContain("script-src 'self' 'unsafe-inline'");
  });

  it('are kept by nobody on the way, whatever is answered', async () => {
    for (const [method, path] of [
      ['GET', '/auth/me'],
      ['POST', '/auth/login'],
      ['GET', '/roles/modules'],
      ['GET', '/no/such/route'],
      ['POST', '/webhooks/gmail'],
    ] as const)
      expect((await product.call(method, path, { body: method === 'POST' ? {} : undefined })).headers.get('cache-control')).toBe(
        'no-store',
      );
  });

  it('are lists that are not sent again while they are the same', async () => {
    const ask = (etag: string) =>
      product.call('GET', '/roles?sort=name', { headers: etag ? { 'if-none-match': etag } : {}, undocumented: true });
    const first = await ask('');
    const etag = first.headers.get('etag')!;
    expect([first.headers.get('cache-control'), etag]).toEqual(['private, no-cache', expect.stringMatching(/^W\/"[\w-]+"$/)]);
    const again = await ask(`"other", ${etag}`);
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    const { body } = await product.call<{ id: string }>('POST', '/roles', { body: { name: 'another_role' } });
    expect((await ask(etag)).status).toBe(200);
    await product.call('DELETE', `/roles/${body.id}`);
    // The database writes these itself.
    expect((await product.call('GET', '/emails')).headers.get('etag')).toMatch(/^W\//);
    expect((await product.call('GET', '/roles', { headers: { accept: 'text/csv' } })).headers.get('etag')).toBeNull();
  });

  it('come compressed to whoever asks for that, unless they are short, flow, or could tell a secret', async () => {
    const encoding = async (path: string, accepted: string, headers: Record<string, string> = {}, method = 'GET') => {
      const token = await product.token('admin');
      const answer = await fetch(`${product.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'accept-encoding': accepted, ...headers },
      });
      await answer.arrayBuffer();
      return answer.headers.get('content-encoding');
    };
    expect(await encoding('/roles/modules', 'gzip')).toBe('gzip');
    expect(await encoding('/api/docs-json', 'br, gzip')).toBe('br');
    expect(await encoding('/roles/modules', 'identity')).toBeNull();
    expect(await encoding('/health/live', 'gzip')).toBeNull();
    expect(await encoding('/roles/modules', 'gzip', {}, 'POST')).toBeNull();
    const csv = { accept: 'text/csv' };
    expect((await product.call('GET', '/activity-log', { headers: csv })).text.length).toBeGreaterThan(1_024);
    expect(await encoding('/activity-log', 'gzip', csv)).toBeNull();
  });

  it('let only configured origins read answers in a browser', async () => {
    const origin = async (value: string) =>
      (await product.call('GET', '/health/live', { headers: { origin: value } })).headers.get('access-control-allow-origin');
    expect(await origin('http://localhost:8080')).toBe('http://localhost:8080');
    expect(await origin('https://evil.example')).toBeNull();
    const preflight = await product.call('OPTIONS', '/roles', {
      as: null,
      headers: { origin: 'http://localhost:8080', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});

describe('lists', () => {
  const names = ['list_a', 'list_b', 'list_c', 'list_d', 'list_e'];
  beforeAll(async () => {
    for (const name of names) await product.call('POST', '/roles', { body: { name, description: `=cmd|"${name}", 50%_off` } });
  });

  it('page by cursor without losing or repeating a row', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const { body }: Answer<{ data: { name: string }[]; total: number; next_cursor: string | null }> = await product.call(
        'GET',
        `/roles?search=list_&sort=name&order=asc&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(body.total).toBe(5);
      seen.push(...body.data.map((role) => role.name));
      cursor = body.next_cursor;
    } while (cursor);
    expect(seen).toEqual(names);
  });

  it('give the same rows by page number', async () => {
    const { body } = await product.call<{ data: { name: string }[]; page: number }>(
      'GET',
      '/roles?search=list_&sort=name&order=asc&limit=2&page=2',
    );
    expect([body.page, body.data.map((role) => role.name)]).toEqual([2, ['list_c', 'list_d']]);
  });

  it('have nothing on a page behind the end, and still the right total', async () => {
    const { status, body } = await product.call<{ data: unknown[]; total: number }>('GET', '/roles?search=list_&page=99');
    expect([status, body.data, body.total]).toEqual([200, [], 5]);
  });

  it('take wildcards in a search literally', async () => {
    expect((await product.call<{ total: number }>('GET', `/roles?search=${encodeURIComponent('50%_off')}`)).body.total).toBe(5);
    expect((await product.call<{ total: number }>('GET', `/roles?search=${encodeURIComponent('5%off')}`)).body.total).toBe(0);
    expect((await product.call<{ total: number }>('GET', `/roles?search=${encodeURIComponent('a","b),(or')}`)).body.total).toBe(0);
  });

  it('export all rows as CSV, with formulas defused', async () => {
    const { status, headers, text } = await product.call('GET', '/roles?search=list_&sort=name&order=asc&limit=2&page=2', {
      headers: { accept: 'text/csv' },
    });
    const lines = text.trim().split('\r\n');
    expect([status, headers.get('content-type'), lines.length]).toEqual([200, 'text/csv; charset=utf-8', 6]);
    expect(lines[1]).toContain(`"'=cmd|""list_a"", 50%_off"`);
  });

  it('refuse a cursor that is none', async () => {
    for (const cursor of ['bm9wZQ', Buffer.from(JSON.stringify(['\u0000', 'x'])).toString('base64url')]) {
      expect(fields(await product.call<ErrorBody>('GET', `/roles?cursor=${cursor}`))).toEqual(['cursor']);
    }
  });
});

describe('roles', () => {
  it('can be created once', async () => {
    expect((await product.call('POST', '/roles', { body: { name: 'quality_lead' } })).status).toBe(201);
    const again = await product.call<ErrorBody>('POST', '/roles', { body: { name: 'quality_lead' } });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  it('get their access replaced as a whole, and leave a trace', async () => {
    const role = (await product.call<{ id: string }>('POST', '/roles', { body: { name: 'listener' } })).body;
    const set = await product.call('PUT', `/roles/${role.id}/modules`, { body: { modules: [{ module_key: 'calls', can_view: true }] } });
    expect(set.body).toEqual([{ module_key: 'calls', can_view: true, can_create: false, can_edit: false, can_delete: false }]);
    const me = (await product.call<{ id: string }>('GET', '/auth/me')).body;
    const { rows } = await product.database.pool.query(
      'select action, actor_id, after, request_id from activity_log where entity_id = $1',
      [`${role.id}:calls`],
    );
    expect(rows).toEqual([
      {
        action: 'insert',
        actor_id: me.id,
        after: expect.objectContaining({ can_view: true }),
        request_id: set.headers.get('x-request-id'),
      },
    ]);
  });

  it('refuse an unknown module and change nothing', async () => {
    const role = (await product.call<{ id: string }>('POST', '/roles', { body: { name: 'half_done' } })).body;
    const answer = await product.call<ErrorBody>('PUT', `/roles/${role.id}/modules`, {
      body: {
        modules: [
          { module_key: 'calls', can_view: true },
          { module_key: 'astrology', can_view: true },
        ],
      },
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'module_not_found']);
    expect((await product.call('GET', `/roles/${role.id}/modules`)).body).toEqual([]);
  });

  it('never take the last admin away', async () => {
    const admin = (await product.call<{ data: { id: string }[] }>('GET', '/roles?search=admin')).body.data[0]!;
    const assignments = (await product.call<{ data: { id: string }[] }>('GET', `/roles/users?role_id=${admin.id}`)).body.data;
    expect(assignments).toHaveLength(1);
    const answer = await product.call<ErrorBody>('DELETE', `/roles/users/${assignments[0]!.id}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'last_admin']);
  });

  it('are given to users that exist, once', async () => {
    const viewer = (await product.call<{ data: { id: string }[] }>('GET', '/roles?search=viewer')).body.data[0]!;
    const me = (await product.call<{ id: string }>('GET', '/auth/me', { as: 'viewer' })).body;
    const twice = await Promise.all(
      [1, 2].map(() => product.call<{ id: string }>('POST', '/roles/users', { body: { user_id: me.id, role_id: viewer.id } })),
    );
    expect(twice.map((answer) => answer.status)).toEqual([201, 201]);
    expect(twice[0]!.body.id).toBe(twice[1]!.body.id);
    const nobody = await product.call<ErrorBody>('POST', '/roles/users', {
      body: { user_id: '00000000-0000-4000-8000-000000000000', role_id: viewer.id },
    });
    expect(nobody.status).toBe(422);
  });
});

describe('signing in', () => {
  it('gives a token for the right password only', async () => {
    await product.database.pool.query(
      `update auth.users set encrypted_password = extensions.crypt('open sesame', extensions.gen_salt('bf', 4))
        where email = 'viewer@example.com'`,
    );
    const login = (email: string, password: string) =>
      product.call<{ access_token: string; code: string }>('POST', '/auth/login', { as: null, body: { email, password } });
    const good = await login('Viewer@example.com', 'open sesame');
    expect(good.status).toBe(200);
    expect((await product.call<{ roles: string[] }>('GET', '/auth/me', { token: good.body.access_token })).body.roles).toEqual(['viewer']);
    expect([(await login('viewer@example.com', 'wrong')).body.code, (await login('nobody@example.com', 'open sesame')).body.code]).toEqual([
      'wrong_credentials',
      'wrong_credentials',
    ]);
  });
});

describe('an export', () => {
  const csv = (signal?: AbortSignal, as: 'admin' | 'supervisor' = 'admin') =>
    product
      .token(as)
      .then((token) =>
        fetch(`${product.url}/webhook-deliveries`, { signal, headers: { accept: 'text/csv', authorization: `Bearer ${token}` } }),
      );
  beforeAll(async () => {
    const [subscription] = (
      await product.database.pool.query(
        `insert into webhook_subscriptions (name, url, event_types, is_active) values ('export', 'https://example.com', '{*}', false) returning id`,
      )
    ).rows;
    await product.database.pool.query(
      `insert into webhook_deliveries (subscription_id, webhook_id, event, namespace, entity_id, seq, body, state, finished_at, event_at)
       select $1, 'w' || n, 'x:created', 'emails', n::text, n, '{}', 'delivered', now(), now() from generate_series(1, 5000) n`,
      [subscription.id],
    );
  });

  it('asks for no total on its way', async () => {
    const answer = await csv();
    expect((await answer.text()).trim().split('\r\n')).toHaveLength(5001);
    const roles = product.app.get(Tables, { strict: false }).of('roles', {});
    expect((await roles.page({ limit: 1 })).total).toBeGreaterThan(1);
    const page = await uncounted(() => roles.page({ limit: 1 }));
    expect([page.total, page.data.length, page.next_cursor]).toEqual([0, 1, expect.any(String)]);
    expect((await uncounted(() => roles.page({ limit: 1, cursor: page.next_cursor! }))).total).toBe(0);
  });

  it('is one of two of a caller, and takes nothing from others', async () => {
    // Not read: they stay under way.
    const stop = new AbortController();
    const held = await Promise.all([csv(stop.signal), csv(stop.signal)]);
    expect(held.map(({ status }) => status)).toEqual([200, 200]);
    const third = await csv();
    expect([third.status, third.headers.get('retry-after'), ((await third.json()) as ErrorBody).code]).toEqual([
      429,
      '5',
      'too_many_exports',
    ]);
    expect((await csv(undefined, 'supervisor')).status).toBe(200);
    stop.abort();
    await until(csv, ({ status }) => status === 200);
  });

  it('that its client breaks off is no error in the log', async () => {
    const before = product.watch.lines.length;
    for (const path of ['/webhook-deliveries', '/calls/dashboard/call-list?range=30d', '/emails']) {
      const stop = new AbortController();
      const token = await product.token('admin');
      await fetch(`${product.url}${path}`, { signal: stop.signal, headers: { accept: 'text/csv', authorization: `Bearer ${token}` } });
      stop.abort();
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(product.watch.lines.slice(before).join('\n')).not.toMatch(/"level":50/);
    expect(product.watch.lines.slice(before).join('\n')).toContain('a client left before its answer was complete');
  });
});

describe('health', () => {
  it('tells strangers no more than whether all is well', async () => {
    const { status, body } = await product.call('GET', '/health/ready', { as: null, headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect([status, body]).toEqual([200, { status: 'ok' }]);
    const wrong = { 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer nonsense' };
    expect((await product.call('GET', '/health/ready', { as: null, headers: wrong })).body).toEqual({ status: 'ok' });
  });

  it('is live, ready and measured', async () => {
    expect((await product.call('GET', '/health/live', { as: null })).body).toMatchObject({ status: 'ok' });
    const ready = await product.call<{ checks: Record<string, { ok: boolean }> }>('GET', '/health/ready', { as: null });
    const node = ['database', 'feed', 'rest', 'worker'];
    const parts = [
      ...[
        'chat_providers',
        'customer_numbers',
        'email_sending',
        'email_triage',
        'ivr_providers',
        'jobs',
        'kaleyra_sync',
        'mailboxes',
        'rest_schema',
        'sends',
      ],
      ...['webhook_inbox', 'webhooks', 'youtube'],
    ];
    expect([ready.status, Object.keys(ready.body.checks).sort()]).toEqual([200, node]);
    const health = await product.call<{ checks: Record<string, { ok: boolean }> }>('GET', '/health', { as: null });
    expect(health.body).toMatchObject({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), degraded: [] });
    expect(Object.keys(health.body.checks).sort()).toEqual([...node, ...parts].sort());
    const metrics = (await product.call('GET', '/metrics', { as: null })).text;
    expect(metrics).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\} \d+/);
    for (const part of parts) expect(metrics).toContain(`part_ok{part="${part}"} 1`);
  });

  it('names a part that is in trouble, stays ready, and says what PostgREST does not know', async () => {
    const { rest_schema } = (await product.call<{ checks: Record<string, unknown> }>('GET', '/health')).body.checks;
    expect(rest_schema).toEqual({ ok: true });
    // What a deployment leaves that PostgREST has not heard of: the schema that it has read lacks a function.
    const { admin } = product.app.get(SupabaseService);
    await admin.rpc('made_by_a_newer_migration' as never);
    const health = await product.call('GET', '/health');
    expect([health.status, health.body]).toMatchObject([
      200,
      {
        status: 'degraded',
        degraded: ['rest_schema'],
        checks: { rest_schema: { ok: false, message: expect.stringMatching(/made_by_a_newer_migration.*notify pgrst/) } },
      },
    ]);
    expect((await product.call('GET', '/health', { as: null, headers: { 'x-forwarded-for': '203.0.113.7' } })).body).toEqual({
      status: 'degraded',
    });
    expect((await product.call('GET', '/health/ready')).status).toBe(200);
    expect(product.watch.lines.join('\n')).toMatch(/made_by_a_newer_migration.*"msg":"PostgREST does not know part of our schema/);
  });
});

describe('what an installation may close or open', () => {
  const HEALTH_TOKEN = 'a token for the details of readiness';
  let closed: TestApp;
  beforeAll(async () => {
    closed = await startTestApp({ environment: { METRICS_ENABLED: 'false', API_DOCS_ENABLED: 'false', HEALTH_TOKEN, CORS_ORIGINS: '*' } });
    closed.watch.plant('token of the health check', HEALTH_TOKEN);
  });
  afterAll(() => closed.close());

  it('is reading by pages of any origin', async () => {
    const { headers } = await closed.call('GET', '/health/live', { headers: { origin: 'https://anywhere.example.com' } });
    expect(['*', 'https://anywhere.example.com']).toContain(headers.get('access-control-allow-origin'));
  });

  it('is Swagger UI, the API document and the figures', async () => {
    for (const path of ['/api/docs', '/api/docs-json', '/metrics'])
      expect([path, (await closed.call('GET', path, { as: null })).status]).toEqual([path, 404]);
  });

  it('is what is wrong, but for those who have the token', async () => {
    const ready = (authorization: string) =>
      closed.call('GET', '/health/ready', { as: null, headers: { 'x-forwarded-for': '203.0.113.7', authorization } });
    expect((await ready(`Bearer ${HEALTH_TOKEN}`)).body).toHaveProperty('checks.database.ok', true);
    expect((await ready(`Bearer ${HEALTH_TOKEN}!`)).body).not.toHaveProperty('checks');
  });
});
