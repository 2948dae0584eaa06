import { startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';

interface Key {
  id: string;
  key: string;
  prefix: string;
  state: string;
  revoked_at: string | null;
  last_used_at: string | null;
  code: string;
  details: unknown;
}

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

const make = async (body: object = {}): Promise<Key> => {
  const answer = await product.call<Key>('POST', '/api-keys', { body: { name: 'a key', scopes: ['calls:view'], ...body } });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return answer.body;
};
const withKey = <T = Key>(key: string, method = 'GET', path = '/calls/sync/runs', body?: unknown, app = product) =>
  app.call<T>(method, path, { as: null, headers: { 'x-api-key': key }, body });
const refusal = async (answer: Promise<{ status: number; body: { code: string } }>) => {
  const { status, body } = await answer;
  return [status, body.code];
};
const expire = (id: string) =>
  product.database.pool.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [id]);

listSuite({
  product: () => product,
  path: '/api-keys',
  make: async (n) => {
    const { id } = await make({ name: `list ${n % 3 ? 'other' : 'needle'} ${n}` });
    if (n === 1) await product.call('DELETE', `/api-keys/${id}`);
    if (n === 2) await expire(id);
  },
  sort: ['created_at', 'name'],
  filters: {
    'state=active': ({ state }) => state === 'active',
    'state=expired': ({ state }) => state === 'expired',
    'state=revoked': ({ state }) => state === 'revoked',
  },
  search: { NEEDLE: ({ name }) => String(name).includes('needle') },
});

describe('an API key', () => {
  it('is shown once and stored as a hash alone', async () => {
    const made = await make({ name: 'shown once' });
    expect(made.key).toMatch(/^csk_[\w-]{43}$/);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    const again = await product.call('GET', `/api-keys/${made.id}`);
    expect(again.body).not.toHaveProperty('key');
    const { rows } = await product.database.pool.query<{ hash: string }>(
      'select key_hash as hash from api_key_secrets where api_key_id = $1',
      [made.id],
    );
    const everything = await product.database.pool.query(`
      select a::text as line from api_keys a union all select l::text from activity_log l union all select i::text
        from idempotency_keys i`);
    const text = everything.rows.map((row: { line: string }) => row.line).join();
    expect(text).not.toContain(made.key);
    expect(text).not.toContain(rows[0]!.hash);
    expect(
      (await product.call('GET', '/api-keys')).text + (await product.call('GET', '/activity-log?entity_type=api_keys')).text,
    ).not.toContain(rows[0]!.hash);
  });

  it('opens what its scopes say, and nothing else', async () => {
    const { key } = await make({ scopes: ['calls:view', 'refunds:*'] });
    expect((await withKey(key)).status).toBe(200);
    expect((await withKey(key, 'GET', '/refunds')).status).toBe(200);
    expect((await withKey(key, 'POST', '/refunds', { reason_code: 'damaged', currency: 'INR', amount_minor: 100 })).status).toBe(201);
    const refused = await withKey(key, 'POST', '/calls/sync', {});
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([403, 'forbidden', { module: 'calls', action: 'edit' }]);
    expect(await refusal(withKey(key, 'GET', '/activity-log'))).toEqual([403, 'forbidden']);
  });

  it('says who it is', async () => {
    const { key, id } = await make({ scopes: ['calls:view', 'calls:create'] });
    const me = await withKey(key, 'GET', '/auth/me');
    expect(me.body).toEqual({
      id,
      email: '',
      kind: 'api_key',
      roles: [],
      full_access: false,
      modules: { calls: ['view', 'create'] },
      scoped: {},
    });
  });

  it('is not taken together with a token', async () => {
    const { key } = await make();
    const answer = product.call<Key>('GET', '/calls/sync/runs', { headers: { 'x-api-key': key } });
    expect(await refusal(answer)).toEqual([401, 'ambiguous_credentials']);
  });

  it('ends when it is revoked, at once, everywhere and for good', async () => {
    const other = await startTestApp({ database: product.database });
    try {
      const made = await make();
      expect((await withKey(made.key, 'GET', '/calls/sync/runs', undefined, other)).status).toBe(200);
      const revoked = await product.call<Key>('DELETE', `/api-keys/${made.id}`);
      expect(revoked.body.state).toBe('revoked');
      expect(await refusal(withKey(made.key))).toEqual([401, 'unauthenticated']);
      expect(await refusal(withKey(made.key, 'GET', '/calls/sync/runs', undefined, other))).toEqual([401, 'unauthenticated']);
      expect((await product.call<Key>('DELETE', `/api-keys/${made.id}`)).body.revoked_at).toBe(revoked.body.revoked_at);
      for (const [method, path] of [
        ['PATCH', ''],
        ['POST', '/rotate'],
      ] as const) {
        expect(await refusal(product.call(method, `/api-keys/${made.id}${path}`, { body: {} }))).toEqual([409, 'api_key_revoked']);
      }
      await expect(product.database.pool.query('delete from api_keys where id = $1', [made.id])).rejects.toThrow('never deleted');
    } finally {
      await other.close();
    }
  });

  it('ends by itself, and can be prolonged', async () => {
    const made = await make({ expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await withKey(made.key)).status).toBe(200);
    await expire(made.id);
    expect(await refusal(withKey(made.key))).toEqual([401, 'unauthenticated']);
    expect((await product.call<Key>('GET', `/api-keys/${made.id}`)).body.state).toBe('expired');
    expect((await product.call<Key>('PATCH', `/api-keys/${made.id}`, { body: { expires_at: null } })).body.state).toBe('active');
    expect((await withKey(made.key)).status).toBe(200);
  });

  it('is replaced, the old one living on for the grace only', async () => {
    const made = await make();
    const next = (await product.call<Key>('POST', `/api-keys/${made.id}/rotate`, { body: { grace_seconds: 600 } })).body;
    expect(next.id).toBe(made.id);
    expect([(await withKey(made.key)).status, (await withKey(next.key)).status]).toEqual([200, 200]);
    const last = (await product.call<Key>('POST', `/api-keys/${made.id}/rotate`, { body: {} })).body;
    expect([(await withKey(made.key)).status, (await withKey(next.key)).status, (await withKey(last.key)).status]).toEqual([401, 401, 200]);
  });

  it('notes its use once a minute, and that is no activity', async () => {
    const made = await make();
    await withKey(made.key);
    const first = (await product.call<Key>('GET', `/api-keys/${made.id}`)).body.last_used_at;
    expect(Date.now() - Date.parse(first!)).toBeLessThan(60_000);
    await withKey(made.key);
    expect((await product.call<Key>('GET', `/api-keys/${made.id}`)).body.last_used_at).toBe(first);
    const { rows } = await product.database.pool.query('select action, actor_kind from activity_log where entity_id = $1', [made.id]);
    expect(rows).toEqual([{ action: 'insert', actor_kind: 'user' }]);
  });

  it('does things in its own name', async () => {
    const made = await make({ scopes: ['refunds:create'] });
    const refund = await withKey<{ id: string }>(made.key, 'POST', '/refunds', {
      reason_code: 'damaged',
      currency: 'INR',
      amount_minor: 100,
    });
    const { rows } = await product.database.pool.query(
      'select distinct actor_id, actor_kind, request_id from activity_log where entity_id = $1',
      [refund.body.id],
    );
    expect(rows).toEqual([{ actor_id: made.id, actor_kind: 'api_key', request_id: refund.headers.get('x-request-id') }]);
  });

  it('syncs, lists and opens recordings in its own name too', async () => {
    const { key, id } = await make({ scopes: ['calls:*'] });
    expect((await withKey(key, 'POST', '/calls/sync', {})).status).toBe(200);
    expect((await withKey<{ data: unknown[] }>(key, 'GET', `/calls/sync/runs?requested_by=${id}`)).body.data).toHaveLength(1);
    const { body } = await withKey<{ data: { id: string; recording_url: string }[] }>(
      key,
      'GET',
      '/calls/dashboard/call-list?range=7d&status=ANSWER',
    );
    const recorded = body.data.find((row) => row.recording_url)!;
    expect((await product.call('GET', recorded.recording_url, { as: null })).status).toBe(200);
    const { rows } = await product.database.pool.query(
      `select actor_id, actor_kind from activity_log where action = 'access' and entity_id = $1`,
      [recorded.id],
    );
    expect(rows).toEqual([{ actor_id: id, actor_kind: 'api_key' }]);
  });

  it('makes no keys, but may revoke one', async () => {
    const made = await make({ scopes: ['api_keys:*', 'calls:view'] });
    const other = await make();
    expect(await refusal(withKey(made.key, 'POST', '/api-keys', { name: 'child', scopes: ['calls:view'] }))).toEqual([
      403,
      'person_needed',
    ]);
    expect(await refusal(withKey(made.key, 'PATCH', `/api-keys/${other.id}`, { name: 'mine' }))).toEqual([403, 'person_needed']);
    expect(await refusal(withKey(made.key, 'POST', `/api-keys/${other.id}/rotate`, {}))).toEqual([403, 'person_needed']);
    expect((await withKey(made.key, 'GET', '/api-keys')).status).toBe(200);
    expect((await withKey(made.key, 'DELETE', `/api-keys/${other.id}`)).status).toBe(200);
  });
});

describe('scopes', () => {
  const KEY_MAKER = 'key_maker' as never;
  beforeAll(async () => {
    const role = (await product.call<{ id: string }>('POST', '/roles', { body: { name: 'key_maker' } })).body;
    const modules = [
      { module_key: 'api_keys', can_view: true, can_create: true, can_edit: true },
      { module_key: 'calls', can_view: true, can_create: true },
    ];
    expect((await product.call('PUT', `/roles/${role.id}/modules`, { body: { modules } })).status).toBe(200);
  });

  it.each([['astrology:view'], ['calls:fly'], ['constructor:view']])('%s is unknown', async (scope) => {
    for (const as of ['admin' as const, KEY_MAKER]) {
      const answer = await product.call<Key>('POST', '/api-keys', { as, body: { name: 'x', scopes: ['calls:view', scope] } });
      expect([answer.status, answer.body.code, answer.body.details]).toEqual([422, 'scope_unknown', scope]);
    }
  });

  it.each([['calls'], ['*:*'], ['calls:view:edit'], ['__proto__:view'], [':view'], ["calls:view'"]])('%s is none', async (scope) => {
    expect(await refusal(product.call('POST', '/api-keys', { body: { name: 'x', scopes: [scope] } }))).toEqual([400, 'validation_failed']);
  });

  it('can be given by those only who hold them', async () => {
    const give = (scopes: string[]) => product.call<Key>('POST', '/api-keys', { as: KEY_MAKER, body: { name: 'x', scopes } });
    expect((await give(['calls:view', 'calls:create'])).status).toBe(201);
    const refused = await give(['calls:view', 'calls:*']);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([403, 'scope_not_held', { scope: 'calls:*' }]);
    expect(await refusal(give(['roles:create']))).toEqual([403, 'scope_not_held']);
  });

  it('cannot be got by changing or rotating a wider key', async () => {
    const wide = await make({ scopes: ['roles:*'] });
    const change = (body: object) => product.call<Key>('PATCH', `/api-keys/${wide.id}`, { as: KEY_MAKER, body });
    expect((await change({ name: 'renamed' })).status).toBe(200);
    expect(await refusal(change({ scopes: ['roles:*', 'activity_log:view'] }))).toEqual([403, 'scope_not_held']);
    expect(await refusal(product.call('POST', `/api-keys/${wide.id}/rotate`, { as: KEY_MAKER, body: {} }))).toEqual([
      403,
      'scope_not_held',
    ]);
  });

  it('are for nobody but admins at first', async () => {
    expect(await refusal(product.call('POST', '/api-keys', { as: 'supervisor', body: { name: 'x', scopes: ['calls:view'] } }))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await product.call('GET', '/api-keys', { as: 'supervisor' })).status).toBe(200);
    expect(await refusal(product.call('GET', '/api-keys', { as: 'agent' }))).toEqual([403, 'forbidden']);
  });
});

describe('the hourly limit', () => {
  const limits = (headers: Headers) => ['limit', 'remaining'].map((name) => Number(headers.get(`ratelimit-${name}`)));

  it('is told with every answer and ends in 429, until it is raised', async () => {
    const made = await make({ rate_limit_per_hour: 2 });
    const seen = [];
    for (let count = 0; count < 4; count += 1) {
      const { status, headers } = await withKey(made.key);
      seen.push([status, ...limits(headers)]);
      const reset = Number(headers.get('ratelimit-reset'));
      expect(reset).toBeGreaterThan(3590);
      expect(reset).toBeLessThanOrEqual(3600);
      expect(headers.get('retry-after')).toBe(status === 429 ? String(reset) : null);
    }
    expect(seen).toEqual([
      [200, 2, 1],
      [200, 2, 0],
      [429, 2, 0],
      [429, 2, 0],
    ]);
    expect((await withKey(made.key)).body.code).toBe('rate_limited');
    await product.call('PATCH', `/api-keys/${made.id}`, { body: { rate_limit_per_hour: 50 } });
    expect((await withKey(made.key)).status).toBe(200);
  });

  it('is one for all nodes, and exact under a crowd', async () => {
    const other = await startTestApp({ database: product.database });
    try {
      // The first requests of a key, many times: that is when its counter is made.
      for (let round = 0; round < 10; round += 1) {
        const made = await make({ rate_limit_per_hour: 10 });
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, index) => withKey(made.key, 'GET', '/auth/me', undefined, index % 2 ? product : other)),
        );
        expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(10).fill(200), ...Array(20).fill(429)]);
      }
    } finally {
      await other.close();
    }
  });

  it('begins again after the hour', async () => {
    const made = await make({ rate_limit_per_hour: 2 });
    await withKey(made.key);
    await product.database.pool.query(`update api_key_usage set window_ends_at = now() where api_key_id = $1`, [made.id]);
    expect(limits((await withKey(made.key)).headers)).toEqual([2, 1]);
  });

  it('does not touch people', async () => {
    expect((await product.call('GET', '/roles')).headers.get('ratelimit-limit')).toBeNull();
  });
});

describe('the list of keys', () => {
  it('is filtered by state, searched and exported', async () => {
    const [active, expired, revoked] = [
      await make({ name: 'state 50%' }),
      await make({ name: 'state 50% b' }),
      await make({ name: 'state 50% c' }),
    ];
    await expire(expired.id);
    await product.call('DELETE', `/api-keys/${revoked.id}`);
    const list = async (query: string) =>
      (await product.call<{ data: Key[]; total: number }>('GET', `/api-keys?search=${encodeURIComponent('state 50%')}${query}`)).body;
    expect((await list('')).total).toBe(3);
    for (const [state, { id }] of Object.entries({ active, expired, revoked })) {
      const { data, total } = await list(`&state=${state}`);
      expect([total, data.map((row) => [row.id, row.state])]).toEqual([1, [[id, state]]]);
    }
    const csv = await product.call('GET', '/api-keys?state=revoked&search=state', { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\r\n')[1]).toContain(revoked.id);
    expect((await product.call<{ data: Key[] }>('GET', '/api-keys?sort=name&order=asc&limit=1')).body.data).toHaveLength(1);
  });

  it('walks by cursor with a filter', async () => {
    for (let count = 0; count < 3; count += 1) await make({ name: `walk ${count}` });
    const page = (
      await product.call<{ data: Key[]; next_cursor: string; total: number }>('GET', '/api-keys?state=active&search=walk&limit=2')
    ).body;
    const rest = (
      await product.call<{ data: Key[]; total: number }>('GET', `/api-keys?state=active&search=walk&limit=2&cursor=${page.next_cursor}`)
    ).body;
    expect([page.data.length, rest.data.length, page.total, rest.total]).toEqual([2, 1, 3, 3]);
  });

  it('refuses what makes no sense', async () => {
    expect(
      await refusal(product.call('POST', '/api-keys', { body: { name: 'x', scopes: ['calls:view'], expires_at: '2020-01-01T00:00:00Z' } })),
    ).toEqual([422, 'expiry_is_past']);
    for (const body of [
      { scopes: [] },
      { name: '' },
      { expires_at: 'tomorrow' },
      { expires_at: '2030-01-01' },
      { rate_limit_per_hour: 0 },
      { key_hash: 'x' },
    ]) {
      expect(await refusal(product.call('POST', '/api-keys', { body: { name: 'x', scopes: ['calls:view'], ...body } }))).toEqual([
        400,
        'validation_failed',
      ]);
    }
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined;
      expect(await refusal(product.call(method, '/api-keys/00000000-0000-4000-8000-000000000000', { body }))).toEqual([
        404,
        'api_key_not_found',
      ]);
    }
    expect(
      await refusal(product.call('POST', '/api-keys/00000000-0000-4000-8000-000000000000/rotate', { body: { grace_seconds: 86_401 } })),
    ).toEqual([400, 'validation_failed']);
  });
});
