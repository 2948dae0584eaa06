import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { connectFeed } from '../support/sockets.js';
import { until } from '../support/until.js';

interface Body {
  id: string;
  code: string;
  access_token: string;
  refresh_token: string;
  user: { id: string };
}

const PASSWORD = 'open sesame, please';
let product: TestApp;
let other: TestApp;
beforeAll(async () => {
  const environment = { LOGIN_MAX_FAILURES_PER_IP: '100000', LOGIN_MAX_FAILURES: '1000' };
  product = await startTestApp({ environment });
  other = await startTestApp({ environment, database: product.database });
});
afterAll(async () => {
  await other.close();
  await product.close();
});

const call = (method: string, path: string, options: Parameters<TestApp['call']>[2] = {}, app = product) =>
  app.call<Body>(method, path, { as: null, ...options });
const auth = () => product.app.get(EmbeddedAuth, { strict: false });
const makeUser = (password = PASSWORD) => auth().ensureUser(`${randomUUID()}@example.com`, password, 'viewer');
const login = (email: string, password = PASSWORD) => call('POST', '/auth/login', { body: { email, password } });
const refresh = (refresh_token: string) => call('POST', '/auth/refresh', { body: { refresh_token } });
const me = async (token: string, app = product) => (await call('GET', '/auth/me', { token }, app)).status;
const query = (sql: string, values: unknown[] = []) => product.database.pool.query(sql, values);

describe('a session', () => {
  it('goes on with its refresh token, which changes each time', async () => {
    const { email } = await makeUser();
    const first = (await login(email)).body;
    const second = (await refresh(first.refresh_token)).body;
    expect([await me(first.access_token), await me(second.access_token)]).toEqual([200, 200]);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.user).toEqual(first.user);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('keeps its refresh tokens as hashes alone', async () => {
    const { email } = await makeUser();
    const { refresh_token } = (await login(email)).body;
    expect(refresh_token).toMatch(/^[\w-]{43}$/);
    const { rows } = await query('select to_jsonb(t)::text as row from auth.refresh_token_hashes t');
    expect(rows.map(({ row }) => row).join()).not.toContain(refresh_token);
  });

  it('ends when one of them comes a second time, for whoever has it', async () => {
    const { email } = await makeUser();
    const stolen = (await login(email)).body;
    const rightful = (await refresh(stolen.refresh_token)).body;
    // At the same time it is a second window.
    expect((await refresh(stolen.refresh_token)).body.code).toBe('refresh_token_reused');
    expect(await me(rightful.access_token)).toBe(200);
    await query(`update auth.refresh_token_hashes set used_at = used_at - interval '1 minute'`);
    const answer = await refresh(stolen.refresh_token);
    expect([answer.status, answer.body.code]).toEqual([401, 'refresh_token_reused']);
    await until(
      () => me(rightful.access_token),
      (status) => status === 401,
    );
    expect((await refresh(rightful.refresh_token)).body.code).toBe('refresh_token_invalid');
  });

  it('is exchanged once, however many come at once', async () => {
    const { email } = await makeUser();
    const { refresh_token } = (await login(email)).body;
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(new Set(['refresh_token_reused']));
  });

  it('ends when it was idle for long, and is no use with nonsense', async () => {
    const { email } = await makeUser();
    const { refresh_token } = (await login(email)).body;
    await query('update auth.sessions set not_after = now()');
    for (const token of [refresh_token, 'x', `${refresh_token}x`, "' or true --"])
      expect([(await refresh(token)).status, (await refresh(token)).body.code]).toEqual([401, 'refresh_token_invalid']);
  });

  it('ends by signing out, on every node, and no other session of the user does', async () => {
    const { email } = await makeUser();
    const [one, another] = [(await login(email)).body, (await login(email)).body];
    expect([await me(one.access_token), await me(one.access_token, other)]).toEqual([200, 200]);
    const feed = connectFeed(other.url, 'calls', { token: one.access_token });
    await feed.next('ready');
    expect((await call('POST', '/auth/logout', { token: one.access_token })).body).toEqual(one.user);
    expect(await me(one.access_token)).toBe(401);
    await until(
      () => me(one.access_token, other),
      (status) => status === 401,
      5,
    );
    expect(await feed.next('session:expired')).toEqual({ code: 'unauthenticated' });
    feed.close();
    expect((await refresh(one.refresh_token)).body.code).toBe('refresh_token_invalid');
    expect([await me(another.access_token), (await refresh(another.refresh_token)).status]).toEqual([200, 200]);
  });

  it('is none for a token that belongs to none', async () => {
    const answer = await call('POST', '/auth/logout', { token: await product.token('viewer') });
    expect([answer.status, answer.body.code]).toEqual([409, 'no_session']);
  });
});

describe('a token', () => {
  it.each([
    ['banned', `update auth.users set banned_until = now() + interval '1 day' where id = $1`],
    ['deleted softly', 'update auth.users set deleted_at = now() where id = $1'],
    ['deleted', 'delete from auth.users where id = $1'],
  ])('of a user who is %s ends within seconds, on every node', async (_name, sql) => {
    const { id, email } = await makeUser();
    const { access_token, refresh_token } = (await login(email)).body;
    const bare = await auth().sign({ id, email }, 3600);
    const feed = connectFeed(product.url, 'calls', { token: bare });
    await feed.next('ready');
    for (const token of [access_token, bare]) expect([await me(token), await me(token, other)]).toEqual([200, 200]);
    await query(sql, [id]);
    for (const token of [access_token, bare])
      for (const app of [product, other])
        await until(
          () => me(token, app),
          (status) => status === 401,
          5,
        );
    expect(await feed.next('session:expired')).toEqual({ code: 'unauthenticated' });
    feed.close();
    expect((await refresh(refresh_token)).status).toBe(401);
    expect((await login(email)).status).toBe(401);
    // The database itself shows him nothing either.
    const rows = await fetch(`${product.database.restUrl}/agents?select=id`, { headers: { authorization: `Bearer ${bare}` } });
    const roles = await fetch(`${product.database.restUrl}/rpc/has_permission`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bare}`, 'content-type': 'application/json' },
      body: JSON.stringify({ p_module: 'calls', p_action: 'view' }),
    });
    expect([rows.status < 500, await roles.json()]).toEqual([true, false]);
  });
});

describe('a password', () => {
  const hashOf = async (id: string) =>
    (await query('select encrypted_password as hash from auth.users where id = $1', [id])).rows[0].hash as string;
  const rehash = (id: string, salt: string) =>
    query(`update auth.users set encrypted_password = extensions.crypt($2, ${salt}) where id = $1`, [id, PASSWORD]);

  it.each([
    ['dearer', `extensions.gen_salt('bf', 11)`],
    ['cheaper', `extensions.gen_salt('bf', 4)`],
  ])('with a %s hash is hashed anew at sign-in', async (_name, salt) => {
    const { id, email } = await makeUser();
    await rehash(id, salt);
    expect((await login(email, 'wrong')).status).toBe(401);
    expect(await hashOf(id)).not.toMatch(/^\$2a\$10\$/);
    expect((await login(email)).status).toBe(200);
    expect(await hashOf(id)).toMatch(/^\$2a\$10\$/);
    expect((await login(email)).status).toBe(200);
  });

  it('costs the same for every user, known or not', async () => {
    const [usual, cheap, empty] = [await makeUser(), await makeUser(), await makeUser()];
    await rehash(cheap.id, `extensions.gen_salt('bf', 4)`);
    await query('update auth.users set encrypted_password = null where id = $1', [empty.id]);
    const emails = [usual.email, cheap.email, empty.email, 'nobody-at-all@example.com'];
    const took = new Map<string, number>(emails.map((email) => [email, Infinity]));
    for (let round = 0; round < 7; round += 1) {
      for (const email of emails) {
        const before = process.hrtime.bigint();
        await query('select * from auth.check_password($1, $2, 10)', [email, 'a wrong one']);
        took.set(email, Math.min(took.get(email)!, Number(process.hrtime.bigint() - before) / 1e6));
      }
    }
    const times = [...took.values()];
    // It was three to five times as much.
    expect(Math.max(...times) / Math.min(...times)).toBeLessThan(1.6);
  });

  it('over 72 bytes is refused when it is set, and opens nothing', async () => {
    await expect(makeUser('x'.repeat(73))).rejects.toMatchObject({ code: 'password_too_long' });
    await expect(makeUser('ü'.repeat(37))).rejects.toMatchObject({ code: 'password_too_long' });
    const { email } = await makeUser('x'.repeat(72));
    expect((await login(email, 'x'.repeat(72))).status).toBe(200);
    expect((await login(email, 'x'.repeat(73))).status).toBe(401);
    expect((await login(email, `${'x'.repeat(72)}anything`)).status).toBe(401);
  });
});

describe('the address of a client', () => {
  it('is what a trusted proxy says, and nothing that others say', async () => {
    const environment = { LOGIN_MAX_FAILURES_PER_IP: '3' };
    const far = await startTestApp({
      environment: { ...environment, TRUSTED_PROXIES: '192.0.2.1,10.0.0.0/8' },
      database: product.database,
    });
    const near = await startTestApp({ environment, database: product.database });
    const tries = async (app: TestApp) => {
      await query('delete from login_attempts');
      const statuses: number[] = [];
      for (let n = 0; n < 5; n += 1)
        statuses.push(
          (
            await call(
              'POST',
              '/auth/login',
              { body: { email: `${randomUUID()}@example.com`, password: 'x' }, headers: { 'x-forwarded-for': `203.0.113.${n}` } },
              app,
            )
          ).status,
        );
      return statuses;
    };
    expect(await tries(far)).toEqual([401, 401, 401, 429, 429]);
    expect(await tries(near)).toEqual([401, 401, 401, 401, 401]);
    await far.close();
    await near.close();
  });
});
