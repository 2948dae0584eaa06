import { randomUUID } from 'node:crypto';
import { type Answer, type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

interface Body {
  id: string;
  code: string;
  key: string;
  status: string;
  request_id: string;
}

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

let count = 0;
const roleName = () => `role_${(count += 1)}`;
const post = (key: string, body: unknown, options: CallOptions & { method?: string; path?: string } = {}): Promise<Answer<Body>> =>
  product.call(options.method ?? 'POST', options.path ?? '/roles', {
    ...options,
    body,
    headers: { 'idempotency-key': key, ...options.headers },
  });
const replayed = (answer: Answer<unknown>) => answer.headers.get('idempotency-replayed');
const rolesNamed = async (name: string) =>
  Number((await product.database.pool.query('select count(*) from roles where name = $1', [name])).rows[0].count);
const rows = async (key: string) =>
  (await product.database.pool.query('select * from idempotency_keys where idempotency_key = $1', [key])).rows;

describe('a request with an Idempotency-Key', () => {
  it('is done once; its answer is given again byte for byte', async () => {
    const [key, name] = [randomUUID(), roleName()];
    const first = await post(key, { name, description: 'ünï "quoted"' });
    const again = await post(key, { description: 'ünï "quoted"', name });
    expect([first.status, replayed(first)]).toEqual([201, null]);
    expect([again.status, replayed(again), again.text]).toEqual([201, 'true', first.text]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('content-length')).toBe(first.headers.get('content-length'));
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(await rolesNamed(name)).toBe(1);
  });

  it('looks like one without', async () => {
    const plain = await product.call<Body>('POST', '/roles', { body: { name: roleName() } });
    const named = await post(randomUUID(), { name: roleName() });
    expect([named.status, named.headers.get('content-type'), Object.keys(named.body)]).toEqual([
      plain.status,
      plain.headers.get('content-type'),
      Object.keys(plain.body),
    ]);
    const plainFault = await product.call<Body>('POST', '/roles', { body: { name: 'No!' } });
    const namedFault = await post(randomUUID(), { name: 'No!' });
    expect([namedFault.status, namedFault.headers.get('content-type'), { ...namedFault.body, request_id: '' }]).toEqual([
      400,
      plainFault.headers.get('content-type'),
      { ...plainFault.body, request_id: '' },
    ]);
  });

  it('is one when two come at once', async () => {
    const [key, name] = [randomUUID(), roleName()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key, { name })));
    expect(await rolesNamed(name)).toBe(1);
    expect(answers.filter((answer) => answer.status === 201 && replayed(answer) === null)).toHaveLength(1);
    for (const answer of answers.filter((one) => one.status !== 201)) {
      expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([409, 'idempotency_in_progress', '1']);
    }
  });

  it('is refused with another content', async () => {
    const key = randomUUID();
    await post(key, { name: roleName() });
    const other = await post(key, { name: roleName() });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('is another one of another caller, path or method', async () => {
    const [key, name] = [randomUUID(), roleName()];
    const first = await post(key, { name });
    const program = (await product.call<Body>('POST', '/api-keys', { body: { name: 'x', scopes: ['refunds:create'] } })).body.key;
    const refund = { reason_code: 'damaged', currency: 'INR', amount_minor: 100 };
    const own = await post(key, refund, { path: '/refunds' });
    const foreign = await post(key, refund, { path: '/refunds', as: null, headers: { 'x-api-key': program } });
    expect([own.status, foreign.status, replayed(foreign), foreign.body.id === own.body.id]).toEqual([201, 201, null, false]);
    const elsewhere = await post(key, { modules: [] }, { method: 'PUT', path: `/roles/${first.body.id}/modules` });
    expect([elsewhere.status, replayed(elsewhere)]).toEqual([200, null]);
    expect(replayed(await post(key, { modules: [] }, { method: 'PUT', path: `/roles/${first.body.id}/modules` }))).toBe('true');
  });

  it('is the same whatever the spelling of its path', async () => {
    const { id } = (await product.call<Body>('POST', '/roles', { body: { name: roleName() } })).body;
    const key = randomUUID();
    const put = (path: string) => post(key, { modules: [] }, { method: 'PUT', path });
    expect(replayed(await put(`/roles/${id}/modules`))).toBeNull();
    for (const path of [
      `/roles/${id.toUpperCase()}/modules`,
      `/roles/%${id.charCodeAt(0).toString(16)}${id.slice(1)}/modules`,
      `/%72oles/${id}/modules`,
    ])
      expect([path, replayed(await put(path))]).toEqual([path, 'true']);
  });

  it('that brings a file is told apart by its bytes', async () => {
    const key = randomUUID();
    const upload = (content: string) =>
      post(key, content, { path: '/emails/uploads?filename=a.txt', headers: { 'content-type': 'application/octet-stream' } }) as Promise<
        Answer<Body & { sha256: string }>
      >;
    const first = await upload('the right file');
    const again = await upload('the right file');
    expect([first.status, replayed(again), again.text]).toEqual([201, 'true', first.text]);
    const other = await upload('another file');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await upload('')).body.code).toBe('idempotency_key_reused');
    const big = await upload('x'.repeat(2_000_000));
    expect([big.status, big.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(replayed(await upload('the right file'))).toBe('true');
  });

  it('keeps a refusal, with the request id of the first', async () => {
    const key = randomUUID();
    const first = await post(key, { name: 'No!' });
    const again = await post(key, { name: 'No!' });
    expect([first.status, again.status, replayed(again), again.text]).toEqual([400, 400, 'true', first.text]);
    expect(again.body.request_id).toBe(first.headers.get('x-request-id'));
  });

  it('does not keep a conflict', async () => {
    const [key, name] = [randomUUID(), roleName()];
    const taken = (await product.call<Body>('POST', '/roles', { body: { name } })).body;
    expect((await post(key, { name })).status).toBe(409);
    expect(await rows(key)).toEqual([]);
    await product.database.pool.query('delete from roles where id = $1', [taken.id]);
    expect((await post(key, { name })).status).toBe(201);
  });

  it('does not keep a failure', async () => {
    const key = randomUUID();
    const sync = () => post(key, { from_date: '2026/02/01', to_date: '2026/02/01' }, { path: '/calls/sync' });
    product.sandbox.faults.add({ kind: 'status', status: 503, times: 0 });
    expect((await sync()).status).toBe(502);
    expect(await rows(key)).toEqual([]);
    product.sandbox.faults.clear();
    const second = await sync();
    expect([second.status, second.body.status, replayed(second)]).toEqual([200, 'ok', null]);
    // Its status is set by the handler, not by the route.
    expect([(await sync()).text, replayed(await sync())]).toEqual([second.text, 'true']);
  });

  it('keeps the status that a handler chose', async () => {
    const slow = await startTestApp({ environment: { KALEYRA_SYNC_WAIT_SECONDS: '0' } });
    try {
      slow.sandbox.faults.add({ kind: 'slow', ms: 500, times: 0 });
      const sync = () => slow.call('POST', '/calls/sync', { body: {}, headers: { 'idempotency-key': 'the-same' } });
      const [first, again] = [await sync(), await sync()];
      expect([first.status, again.status, replayed(again), again.text]).toEqual([202, 202, 'true', first.text]);
    } finally {
      await slow.close();
    }
  });

  it('never stores an answer that is shown once', async () => {
    const key = randomUUID();
    const create = () => post(key, { name: 'once', scopes: ['calls:view'] }, { path: '/api-keys' });
    const made = await create();
    const again = await create();
    expect([made.status, again.status, again.body.code]).toEqual([201, 409, 'answer_shown_once']);
    expect(JSON.stringify(await rows(key))).not.toContain(made.body.key);
    expect((await product.call<{ total: number }>('GET', '/api-keys?search=once')).body.total).toBe(1);
    const rotate = () => post(key, {}, { path: `/api-keys/${made.body.id}/rotate` });
    expect([(await rotate()).status, (await rotate()).body.code]).toEqual([200, 'answer_shown_once']);
    // A mistake in the request holds no secret, so it is told again.
    const bad = () => post(`${key}-bad`, { name: '', scopes: ['calls:view'] }, { path: '/api-keys' });
    expect([(await bad()).text]).toEqual([(await bad()).text]);
  });

  it('that died with its process is taken over, after it was silent for a minute', async () => {
    const [key, name] = [randomUUID(), roleName()];
    await post(key, { name });
    const left = (age: string) =>
      product.database.pool.query(
        `update idempotency_keys set state = 'in_progress', status = null, headers = null, body = null, alive_at = now() - $2::interval
          where idempotency_key = $1`,
        [key, age],
      );
    await product.database.pool.query('delete from roles where name = $1', [name]);
    await left('50 seconds');
    expect((await post(key, { name })).body.code).toBe('idempotency_in_progress');
    await left('61 seconds');
    const answers = await Promise.all([1, 2, 3].map(() => post(key, { name })));
    expect(answers.filter((answer) => answer.status === 201 && replayed(answer) === null)).toHaveLength(1);
    expect(await rolesNamed(name)).toBe(1);
    expect(await rows(key)).toEqual([expect.objectContaining({ state: 'done', attempt: 2, status: 201 })]);
  });

  it('cannot be finished by who was taken over', async () => {
    const { rows: late } = await product.database.pool.query(`
      with dead as (select gen_random_uuid() as caller)
      select (begin_idempotent_request(caller, 'POST', '/x', 'k', 'f', 60)).attempt, caller from dead`);
    const caller = late[0].caller as string;
    await product.database.pool.query(`update idempotency_keys set alive_at = now() - interval '2 minutes' where caller_id = $1`, [caller]);
    const taken = await product.database.pool.query(`select * from begin_idempotent_request($1, 'POST', '/x', 'k', 'f', 60)`, [caller]);
    expect([late[0].attempt, taken.rows[0].outcome, taken.rows[0].attempt]).toEqual([1, 'begun', 2]);
  });

  it('is done also where the key is not fit to be stored: it is refused before', async () => {
    for (const key of ['', 'x'.repeat(256), 'a\tb']) {
      const answer = await post(key, { name: roleName() });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    }
    expect((await post('x'.repeat(255), { name: roleName() })).status).toBe(201);
  });

  it('is stored before it is answered', async () => {
    const key = randomUUID();
    await post(key, { name: roleName() });
    expect(await rows(key)).toEqual([expect.objectContaining({ state: 'done' })]);
  });

  it('is told the truth when the answer cannot be stored', async () => {
    const [key, name] = [randomUUID(), roleName()];
    await product.database.pool.query(`alter table idempotency_keys add constraint broken check (state <> 'done') not valid`);
    try {
      expect((await post(key, { name })).status).toBe(201);
      expect(await rolesNamed(name)).toBe(1);
    } finally {
      await product.database.pool.query('alter table idempotency_keys drop constraint broken');
    }
  });

  it('is nothing special on reads and on public routes', async () => {
    const headers = { 'idempotency-key': 'reads' };
    expect((await product.call('GET', '/roles', { headers })).status).toBe(200);
    expect(
      (await product.call('POST', '/auth/login', { as: null, body: { email: 'x@example.com', password: 'nothing of note' }, headers }))
        .status,
    ).toBe(401);
    expect(await rows('reads')).toEqual([]);
  });

  it('is not remembered for those who may not', async () => {
    const key = randomUUID();
    expect((await post(key, { name: roleName() }, { as: 'viewer' })).status).toBe(403);
    expect((await post(key, { name: roleName() }, { as: null })).status).toBe(401);
    expect(await rows(key)).toEqual([]);
  });

  it('is forgotten after the configured hours', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    for (const key of [old, young]) await post(key, { name: roleName() });
    await product.database.pool.query(`update idempotency_keys set created_at = now() - interval '25 hours' where idempotency_key = $1`, [
      old,
    ]);
    await product.database.pool.query(`select graphile_worker.add_job('idempotency.drop_old', '{}'::json)`);
    await until(
      () => rows(old),
      ({ length }) => length === 0,
    );
    expect(await rows(young)).toHaveLength(1);
  });
});
