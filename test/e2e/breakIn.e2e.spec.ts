import { SignJWT, UnsecuredJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../support/app.js';

interface Body {
  id: string;
  code: string;
  key: string;
  total: number;
  data: unknown[];
  details: { field: string }[];
}

let product: TestApp;
let admin: string;
beforeAll(async () => {
  product = await startTestApp();
  admin = (await product.call<Body>('GET', '/auth/me')).body.id;
});
afterAll(() => product.close());

const call = (method: string, path: string, options: Parameters<TestApp['call']>[2] = {}) => product.call<Body>(method, path, options);
const secret = () => new TextEncoder().encode(product.database.jwtSecret);
const forged = (claims: Record<string, unknown>, key = secret(), expires = '1h', header: object = {}) =>
  new SignJWT({ role: 'authenticated', aud: 'authenticated', sub: admin, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .setExpirationTime(expires)
    .sign(key);

describe('a forged token', () => {
  it.each<[string, () => string | Promise<string>]>([
    [
      'without a signature',
      () => new UnsecuredJWT({ role: 'authenticated', sub: admin }).setAudience('authenticated').setExpirationTime('1h').encode(),
    ],
    ['signed with another secret', () => forged({}, new TextEncoder().encode('another secret, also long enough to be one'))],
    [
      'signed with an empty header trick',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await forged({})).split('.').slice(1).join('.')}`,
    ],
    ['of the service role', () => forged({ role: 'service_role' })],
    ['of the anonymous role', () => forged({ role: 'anon' })],
    ['for nobody', () => forged({ sub: undefined })],
    ['for another audience', () => forged({ aud: 'elsewhere' })],
    ['that has expired', () => forged({}, secret(), '-1m')],
    [
      'that never ends',
      () =>
        new SignJWT({ role: 'authenticated', sub: admin }).setAudience('authenticated').setProtectedHeader({ alg: 'HS256' }).sign(secret()),
    ],
    [
      'that names its own keys',
      () =>
        forged({}, new TextEncoder().encode('another secret, also long enough to be one'), '1h', {
          jku: 'http://127.0.0.1:9/keys',
          kid: '../../dev/null',
        }),
    ],
    [
      'with a changed claim',
      async () => {
        const [header, payload, signature] = (await product.token('viewer')).split('.') as [string, string, string];
        const claims = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: admin };
        return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      },
    ],
    ['that is the service key itself', () => product.database.serviceRoleKey],
    ['that is an API key', async () => (await call('POST', '/api-keys', { body: { name: 'x', scopes: ['roles:*'] } })).body.key],
  ])('%s opens nothing', async (_name, token) => {
    const answer = await call('GET', '/roles', { token: await token() });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it('gives nobody a right by a claim', async () => {
    const claims = { roles: ['admin'], full_access: true, app_metadata: { role: 'admin' }, user_role: 'admin' };
    const { id } = (await call('GET', '/auth/me', { token: await product.token() })).body;
    expect((await call('GET', '/roles', { token: await forged({ ...claims, sub: id }) })).status).toBe(403);
    // A user whom nobody knows is none.
    expect((await call('GET', '/roles', { token: await forged({ ...claims, sub: randomUUID() }) })).status).toBe(401);
    expect((await call('GET', '/roles', { token: await forged({ session_id: randomUUID() }) })).status).toBe(401);
  });
});

describe('a bad API key', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['a wildcard', '%'],
    ['SQL', "' or '1'='1"],
    ['the right shape', `csk_${'a'.repeat(43)}`],
    ['very long text', 'csk_'.repeat(2000)],
    ['two keys', `csk_${'a'.repeat(43)}, csk_${'b'.repeat(43)}`],
  ])('%s opens nothing', async (_name, key) => {
    const answer = await call('GET', '/roles', { as: null, headers: { 'x-api-key': key } });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it('says nothing about why: expired, revoked, replaced or never made', async () => {
    const make = async () => (await call('POST', '/api-keys', { body: { name: 'x', scopes: ['roles:view'] } })).body;
    const [expired, revoked, replaced] = [await make(), await make(), await make()];
    await product.database.pool.query(`update api_keys set expires_at = now() where id = $1`, [expired.id]);
    await call('DELETE', `/api-keys/${revoked.id}`);
    await call('POST', `/api-keys/${replaced.id}/rotate`, { body: {} });
    const answers = await Promise.all(
      [expired.key, revoked.key, replaced.key, `csk_${'a'.repeat(43)}`].map((key) =>
        call('GET', '/roles', { as: null, headers: { 'x-api-key': key } }),
      ),
    );
    expect(
      new Set(
        answers.map(({ status, body, headers }) => JSON.stringify([status, { ...body, request_id: '' }, headers.get('ratelimit-limit')])),
      ).size,
    ).toBe(1);
  });

  it('is not taken from anywhere but its header', async () => {
    const { key } = (await call('POST', '/api-keys', { body: { name: 'x', scopes: ['roles:view'] } })).body;
    expect((await call('GET', `/roles?x-api-key=${key}`, { as: null })).status).toBe(401);
    expect(
      (await call('GET', '/roles', { as: null, headers: { cookie: `x-api-key=${key}`, authorization: `Bearer ${key}` } })).status,
    ).toBe(401);
    expect(
      (await call('GET', '/roles', { as: null, headers: { authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` } })).status,
    ).toBe(401);
  });
});

describe('a crafted request', () => {
  it.each([
    "x'; drop table public.roles; --",
    '*),or(id.gt.0',
    'a","b),(name.eq.admin',
    'name.eq.admin)',
    '../../../etc/passwd',
    '%2e%2e%2f',
    '\\',
    '"',
    '(',
    '%',
    '\u202e',
  ])('%j finds nothing and breaks nothing as a search or filter', async (text) => {
    const typed = encodeURIComponent(text);
    for (const path of [
      `/roles?search=${typed}`,
      `/api-keys?search=${typed}`,
      `/activity-log?action=${typed}`,
      `/activity-log?search=${typed}`,
      `/activity-log?entity_id=${typed}`,
    ]) {
      const answer = await call('GET', path);
      expect([path, answer.status, answer.body.total]).toEqual([path, 200, 0]);
    }
    expect((await call('GET', `/roles?sort=${typed}`)).status).toBe(400);
    expect((await call('GET', `/roles?order=${typed}`)).status).toBe(400);
    expect((await call('GET', `/roles?cursor=${typed}`)).status).toBe(400);
    expect((await call('GET', `/activity-log?from=${typed}`)).status).toBe(400);
    expect((await call('GET', `/roles/${typed}/modules`)).status).toBeGreaterThanOrEqual(400);
    expect((await call('GET', `/roles/${typed}/modules`)).status).toBeLessThan(500);
    expect(Number((await product.database.pool.query('select count(*) from roles')).rows[0].count)).toBeGreaterThan(3);
  });

  it('cannot write conditions into a cursor', async () => {
    for (const place of [
      ['x', '1","2'],
      ['x"),or(id.neq."y', 'z'],
      [1, '0 or true'],
    ]) {
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
      for (const path of ['/roles', '/activity-log', '/api-keys']) {
        const { status, body } = await call('GET', `${path}?cursor=${cursor}`);
        expect([400, 422]).toContain(status);
        expect(body.data).toBeUndefined();
      }
    }
  });

  it('survives characters that Postgres does not know', async () => {
    for (const path of ['/roles?search=%00', '/activity-log?entity_id=%00', '/activity-log?search=a%00b']) {
      const { status } = await call('GET', path);
      expect([path, status < 500]).toEqual([path, true]);
    }
    expect((await call('POST', '/api-keys', { body: { name: 'a\u0000b', scopes: ['roles:view'] } })).status).toBeLessThan(500);
    expect((await call('POST', '/roles', { body: { name: 'fine', description: '\ud800' } })).status).toBeLessThan(500);
  });

  it('finds nothing at paths that climb', async () => {
    for (const path of [
      '/..%2f..%2fetc/passwd',
      '/api/docs/..%2f..%2f..%2fpackage.json',
      '/api/docs/%2e%2e/%2e%2e/package.json',
      '//evil.example/roles',
      '/roles/..;/auth/me',
    ]) {
      const answer = await call('GET', path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe('what belongs to another', () => {
  it('is not changed under a foreign name in a header', async () => {
    const headers = { 'x-actor-id': randomUUID(), 'x-request-id': 'request-of-viewer' };
    const made = await call('POST', '/roles', { body: { name: 'whose_is_it' }, headers });
    const { rows } = await product.database.pool.query('select actor_id, actor_kind from activity_log where entity_id = $1', [
      made.body.id,
    ]);
    expect(rows).toEqual([{ actor_id: admin, actor_kind: 'user' }]);
    // Nor by saying who one is in other ways.
    for (const name of ['x-user-id', 'x-forwarded-user', 'x-role', 'apikey', 'prefer']) {
      expect((await call('GET', '/roles', { as: 'agent', headers: { [name]: product.database.serviceRoleKey } })).status).toBe(403);
    }
  });

  it('is not answered again to somebody who knows its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'guessable-1' };
    const mine = await call('POST', '/calls/sync', { body: {}, headers });
    expect(mine.status).toBe(200);
    const foreign = await call('POST', '/calls/sync', { as: 'supervisor', body: {}, headers });
    expect([foreign.status, foreign.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect((await call('POST', '/calls/sync', { as: 'viewer', body: {}, headers })).status).toBe(403);
    expect((await call('POST', '/calls/sync', { as: null, body: {}, headers })).status).toBe(401);
  });

  it('is not answered again to one whose right was taken away', async () => {
    const { key } = (await call('POST', '/api-keys', { body: { name: 'short', scopes: ['refunds:create'] } })).body;
    const refund = { reason_code: 'damaged', currency: 'INR', amount_minor: 100 };
    const again = () => call('POST', '/refunds', { as: null, body: refund, headers: { 'x-api-key': key, 'idempotency-key': 'k' } });
    expect((await again()).status).toBe(201);
    await product.database.pool.query(`update api_keys set scopes = '{refunds:view}' where name = 'short'`);
    expect((await again()).status).toBe(403);
  });
});

const json = { 'content-type': 'application/json' };

describe('a body', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['of a megabyte and more', JSON.stringify({ name: 'x'.repeat(1_048_576) }), json, 413, 'body_too_large'],
    ['that is no JSON', '{"name":', json, 400, 'bad_request'],
    ['that is empty', '', json, 400, 'validation_failed'],
    ['that is a number', '7', json, 400, 'validation_failed'],
    ['that is a list', '[{"name":"x"}]', json, 400, 'validation_failed'],
    ['that is null', 'null', json, 400, 'validation_failed'],
    ['of 100,000 brackets', `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, json, 400, 'body_too_deep'],
    ['of nested objects', `${'{"name":'.repeat(1000)}1${'}'.repeat(1000)}`, json, 400, 'body_too_deep'],
    ['with __proto__', '{"name":"x","__proto__":{"is_system":true}}', json, 400, 'bad_request'],
    ['with __proto__ in escapes', '{"name":"x","\\u005f_proto__":{"is_system":true}}', json, 400, 'bad_request'],
    ['with a prototype through the constructor', '{"name":"x","constructor":{"prototype":{"is_system":true}}}', json, 400, 'bad_request'],
    ['of plain text', 'name=x', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['of XML', '<name>x</name>', { 'content-type': 'application/xml' }, 415, 'unsupported_media_type'],
    ['of another character set', '{"name":"x"}', { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported_media_type'],
  ])('%s is refused', async (_name, body, headers, status, code) => {
    const answer = await call('POST', '/roles', { body, headers });
    expect([answer.status, answer.body.code, answer.headers.get('content-type')]).toEqual([
      status,
      code,
      'application/json; charset=utf-8',
    ]);
    expect(({} as { is_system?: boolean }).is_system).toBeUndefined();
  });

  it('of a megabyte less a bit is read', async () => {
    expect((await call('POST', '/roles', { body: { name: 'x'.repeat(1_048_500) } })).body.code).toBe('validation_failed');
  });

  it('is refused by its announced length too, before it is sent', async () => {
    const text = await raw(
      `POST /roles HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await product.token('admin')}\r\n` +
        `content-type: application/json\r\ncontent-length: 999999999\r\n\r\n{`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('"code":"body_too_large"');
  });
});

describe('a body over 16 KiB', () => {
  /** The head of a request, and a little of a body that never comes whole. */
  const begin = (path: string, headers: string) =>
    raw(
      `POST ${path} HTTP/1.1\r\nhost: x\r\norigin: http://localhost:8080\r\ncontent-type: application/json\r\n${headers}\r\n1\r\n{\r\n`,
      'first',
    );

  it.each([
    ['nobody', ''],
    ['somebody with a wrong token', 'authorization: Bearer a.b.c\r\n'],
    ['somebody with a wrong key', `x-api-key: cs_${'x'.repeat(43)}\r\n`],
  ])('of %s is not read', async (_who, headers) => {
    for (const length of ['content-length: 500000\r\n', 'transfer-encoding: chunked\r\n']) {
      const text = await begin('/roles', headers + length);
      expect(text).toMatch(/^HTTP\/1\.1 401 /);
      expect(text).toContain('"code":"unauthenticated"');
      // A browser lets its page see the refusal.
      expect(text).toMatch(/^access-control-allow-origin: http:\/\/localhost:8080\r$/im);
    }
  });

  it('is not taken where anybody may call', async () => {
    expect(await begin('/auth/login', 'content-length: 500000\r\n')).toMatch(/^HTTP\/1\.1 413 /);
    const sent = (size: number) =>
      fetch(`${product.url}/auth/login`, {
        method: 'POST',
        headers: json,
        body: new Blob([JSON.stringify({ email: 'x', password: 'x'.repeat(size) })]).stream(),
        duplex: 'half',
      } as RequestInit);
    expect([(await sent(17_000)).status, (await sent(10)).status]).toEqual([413, 400]);
  });

  it('counts once for the key that sends it', async () => {
    const { key } = (await call('POST', '/api-keys', { body: { name: 'large', scopes: ['roles:view'] } })).body;
    const left = async (size: number) =>
      Number(
        (await call('POST', '/roles', { as: null, body: { name: 'x'.repeat(size) }, headers: { 'x-api-key': String(key) } })).headers.get(
          'ratelimit-remaining',
        ),
      );
    expect((await left(100)) - (await left(20_000))).toBe(1);
  });
});

describe('the edge of the server', () => {
  it.each<[string, string, number, string]>([
    ['headers of 20 KB', `GET /roles HTTP/1.1\r\nhost: x\r\nx-padding: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['no HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      'POST /roles HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad_request',
    ],
    ['a header in a header', 'GET /health/live HTTP/1.1\r\nhost: x\r\nx-request-id: abc\ndefghijkl: 1\r\n\r\n', 400, 'bad_request'],
  ])('answers %s in the one shape', async (_name, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toEqual({
      statusCode: status,
      code,
      message: expect.any(String),
      request_id: expect.any(String),
    });
  });

  it('sends what protects browsers, and not what it is made of', async () => {
    for (const path of ['/health/live', '/no/such/path', '/roles']) {
      const { headers } = await call('GET', path);
      expect(
        Object.fromEntries(
          ['x-content-type-options', 'x-frame-options', 'referrer-policy', 'strict-transport-security', 'x-powered-by', 'server'].map(
            (name) => [name, headers.get(name)],
          ),
        ),
      ).toEqual({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
        'x-powered-by': null,
        server: null,
      });
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    }
  });

  it('lets configured origins in, and no other', async () => {
    const preflight = (origin: string) =>
      call('OPTIONS', '/api-keys', {
        as: null,
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,idempotency-key,x-api-key',
        },
      });
    const good = await preflight('http://localhost:8080');
    expect([good.status, good.headers.get('access-control-allow-origin'), good.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'http://localhost:8080',
      'authorization,idempotency-key,x-api-key',
    ]);
    for (const origin of ['https://evil.example', 'http://localhost:8080.evil.example', 'http://localhost:80800', 'null']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
    const answer = await call('GET', '/health/live', { headers: { origin: 'http://localhost:8080' } });
    expect(answer.headers.get('access-control-expose-headers')).toContain('ratelimit-remaining');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('takes a request id only when it is harmless', async () => {
    for (const id of ['short', 'x'.repeat(101), 'has space inside', '<script>alert(1)</script>', '{"a":"bbbbbb"}', '${jndi:ldap://x}']) {
      const { headers } = await call('GET', '/health/live', { headers: { 'x-request-id': id } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

/** What the server answers to these bytes. */
/** All that the server sends until it closes, or the first of it. */
function raw(text: string, until: 'closed' | 'first' = 'closed'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(product.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').setTimeout(5_000, () => socket.destroy());
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (until === 'first') socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
