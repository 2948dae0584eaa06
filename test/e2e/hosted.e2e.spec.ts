import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Product, startProduct } from '../support/product.js';

/** A hosted project, played: our Postgres and PostgREST behind the paths and the sign-in of Supabase. */
describe('a hosted project', () => {
  let database: TestDatabase;
  let project: Server;
  let url: string;
  let admin: string;

  const settings = () => ({
    SUPABASE_URL: url,
    SUPABASE_SERVICE_ROLE_KEY: database.serviceRoleKey,
    SUPABASE_ANON_KEY: database.anonKey,
    SUPABASE_DB_URL: database.dbUrl,
    SUPABASE_JWT_SECRET: database.jwtSecret,
    LINK_SECRET: 'a secret that only tests know, long enough',
    ENCRYPTION_KEY: 'a key that only tests know, long enough too',
  });

  beforeAll(async () => {
    database = await createTestDatabase({ rest: true });
    const { rows } = await database.pool.query(
      `with u as (insert into auth.users (id, email) values (gen_random_uuid(), 'owner@example.com') returning id)
       insert into user_roles (user_id, role_id) select u.id, r.id from u, roles r where r.name = 'admin' returning user_id`,
    );
    admin = rows[0].user_id;
    project = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        void answer(request.url!, request.method!, request.headers as Record<string, string>, body).then(({ status, headers, text }) =>
          response.writeHead(status, headers).end(text),
        );
      });
    });
    await new Promise<void>((resolve) => project.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(project.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    project.closeAllConnections();
    project.close();
    await database.drop();
  });

  async function answer(path: string, method: string, headers: Record<string, string>, body: Buffer) {
    const json = { 'content-type': 'application/json' };
    if (path.startsWith('/auth/v1/token')) {
      const { email = 'owner@example.com', password, refresh_token } = JSON.parse(body.toString()) as Record<string, string>;
      if (refresh_token === undefined ? email !== 'owner@example.com' || password !== 'right' : refresh_token !== 'r')
        return {
          status: 400,
          headers: json,
          text: JSON.stringify({ code: refresh_token ? 'refresh_token_not_found' : 'invalid_credentials', msg: 'Invalid' }),
        };
      const session_id = randomUUID();
      await database.pool.query('insert into auth.sessions (id, user_id) values ($1, $2)', [session_id, admin]);
      const access_token = await new SignJWT({ role: 'authenticated', email, session_id })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(admin)
        .setAudience('authenticated')
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(database.jwtSecret));
      return {
        status: 200,
        headers: json,
        text: JSON.stringify({
          access_token,
          token_type: 'bearer',
          expires_in: 3600,
          refresh_token: 'r',
          user: { id: admin, email, aud: 'authenticated' },
        }),
      };
    }
    if (path === '/auth/v1/logout?scope=local') {
      const { session_id } = decodeJwt(headers.authorization!.split(' ')[1]!);
      await database.pool.query('delete from auth.sessions where id = $1', [session_id]);
      return { status: 204, headers: {}, text: '' };
    }
    if (!path.startsWith('/rest/v1/') || headers.apikey === undefined) return { status: 404, headers: json, text: '{}' };
    const { host: _host, connection: _connection, 'content-length': _length, ...forwarded } = headers;
    const response = await fetch(`${database.restUrl}${path.slice('/rest/v1'.length)}`, {
      method,
      headers: forwarded,
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    });
    const { 'content-encoding': _encoding, 'transfer-encoding': _transfer, ...kept } = Object.fromEntries(response.headers);
    return { status: response.status, headers: kept, text: await response.text() };
  }

  it('is used instead of the embedded database', async () => {
    const product: Product = await startProduct({ empty: true, environment: { ...settings(), LOGIN_MAX_FAILURES: '2' } });
    try {
      const call = (method: string, path: string, body?: object, token = '') =>
        fetch(`${product.api}${path}`, {
          method,
          headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
          body: body && JSON.stringify(body),
        });
      expect((await call('POST', '/auth/login', { email: 'owner@example.com', password: 'wrong' })).status).toBe(401);
      const session = (await (await call('POST', '/auth/login', { email: 'owner@example.com', password: 'right' })).json()) as {
        access_token: string;
        refresh_token: string;
      };
      const guess = async () => (await call('POST', '/auth/login', { email: 'somebody@example.com', password: 'wrong' })).status;
      expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429]);
      const me = (await (await call('GET', '/auth/me', undefined, session.access_token)).json()) as { full_access: boolean };
      expect(me.full_access).toBe(true);
      expect((await call('GET', '/calls/dashboard/overview?range=7d', undefined, session.access_token)).status).toBe(200);
      expect((await call('GET', '/roles', undefined, session.access_token)).status).toBe(200);
      // Nothing is played against a real project: without a key the provider is not configured.
      expect((await call('POST', '/calls/sync', {}, session.access_token)).status).toBe(503);
      expect((await call('GET', '/health/ready')).status).toBe(200);
      const refreshed = await call('POST', '/auth/refresh', { refresh_token: session.refresh_token });
      const next = (await refreshed.json()) as { access_token: string };
      expect((await call('POST', '/auth/refresh', { refresh_token: 'another' })).status).toBe(401);
      expect((await call('POST', '/auth/logout', undefined, next.access_token)).status).toBe(200);
      expect((await call('GET', '/auth/me', undefined, next.access_token)).status).toBe(401);
      expect((await call('GET', '/auth/me', undefined, session.access_token)).status).toBe(200);
    } finally {
      await product.stop();
    }
  });

  const refusal = (environment: Record<string, string>) =>
    startProduct({ empty: true, environment }).then(
      async (product) => {
        await product.stop();
        return 'it started';
      },
      (error: Error) => error.message,
    );

  it('that lacks our migrations is refused with what to do', async () => {
    await database.pool.query(
      `delete from supabase_migrations.schema_migrations where version = (select max(version) from supabase_migrations.schema_migrations)`,
    );
    expect(await refusal(settings())).toMatch(
      /ended with 1 before it was ready: The database lacks 1 of our migrations, the first is \d+: run npm run db:push\.\n$/,
    );
  });

  it('from before the baseline is refused with where to read on, and no word of a reset', async () => {
    await database.pool.query(`truncate supabase_migrations.schema_migrations`);
    await database.pool.query(
      `insert into supabase_migrations.schema_migrations (version, name) values ('20261121000100', 'platform'), ('20261127000200',
        'email_triage_batches')`,
    );
    const line = await refusal(settings());
    expect(line).toMatch(
      /ready: The database was migrated before the baseline \S+: its history has 2 older versions, .* docs\/runbooks\/upgrade\.md, .*\.\n$/,
    );
    expect(line).not.toContain('db:reset');
  });

  it('that does not answer is refused in one line', async () => {
    expect(await refusal({ ...settings(), SUPABASE_DB_URL: 'postgresql://postgres@127.0.0.1:9/postgres' })).toMatch(
      /: SUPABASE_DB_URL: the database cannot be reached: .*ECONNREFUSED.*\.\n$/,
    );
  });
});
