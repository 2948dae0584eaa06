import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import type { EmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { resetEmbeddedSupabase } from '../../../src/supabase/embedded/resetEmbeddedSupabase.js';
import { until } from '../../support/until.js';
import { makeFolder, optionsFor, removeFolders, running } from './fixture.js';

const options = optionsFor();
const home = path.join(options.dataDir, 'postgres');
let supabase: EmbeddedSupabase;

beforeAll(async () => {
  supabase = await startEmbeddedSupabase(options);
});

afterAll(async () => {
  await supabase.stop();
  removeFolders();
});

async function query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: supabase.dbUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** One row, with the claims that PostgREST would have set. */
async function asCaller(claims: object, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: supabase.dbUrl });
  await client.connect();
  try {
    await client.query(`select set_config('request.jwt.claims', $1, false)`, [JSON.stringify(claims)]);
    return (await client.query<pg.QueryResultRow>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

/** A query through PostgREST, with a key or without. */
async function read(target: string, key?: string): Promise<Response> {
  return fetch(`${supabase.restUrl}/${target}`, { headers: key ? { authorization: `Bearer ${key}` } : {} });
}

describe('the embedded Supabase', () => {
  it('says that the first start made the database', () => {
    expect(supabase.firstStart).toBe(true);
  });

  it('keeps its secrets from other users', () => {
    expect(statSync(path.join(options.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(home, 'postgrest.conf')).mode & 0o777).toBe(0o600);
  });

  it('gives us a role as a hosted project does: owner of the database, no superuser', async () => {
    const [role] = await query(
      `select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication,
              pg_get_userbyid(datdba) as owner, has_schema_privilege(current_user, 'public', 'create') as creates
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: true,
      rolcreaterole: true,
      rolbypassrls: true,
      rolreplication: true,
      owner: 'postgres',
      creates: true,
    });
  });

  it('finds functions of extensions without naming their schema', async () => {
    expect(await query(`select similarity('word', 'word') as s, length(crypt('x', gen_salt('bf', 4))) as l`)).toEqual([{ s: 1, l: 60 }]);
  });

  it('finds letters beyond ASCII, as names of customers have them', async () => {
    const [row] = await query<{ trigrams: number; upper: string }>(
      `select cardinality(show_trgm('प्रिया')) as trigrams, upper('ärger') as upper`,
    );
    expect(row?.trigrams).toBeGreaterThan(0);
    expect(row?.upper).toBe('ÄRGER');
  });

  it('never trades safety for speed, and keeps UTC', async () => {
    const settings = await query(
      `select name, setting from pg_settings
       where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'jit', 'TimeZone', 'password_encryption', 'listen_addresses')
         order by name`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      jit: 'off',
      TimeZone: 'UTC',
      password_encryption: 'scram-sha-256',
      listen_addresses: '127.0.0.1',
    });
  });

  it('lets postgres read and write users, and policies ask who is there', async () => {
    await query(`insert into auth.users (id, email) values ('6f1c1f0e-0000-4000-8000-000000000001', 'a@example.com')`);
    const claims = await asCaller(
      { sub: '6f1c1f0e-0000-4000-8000-000000000001', role: 'authenticated', email: 'a@example.com' },
      `select u.id = auth.uid() as known, auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() ->> 'sub' as sub
       from auth.users u where u.email = auth.email()`,
    );
    expect(claims).toEqual({
      known: true,
      uid: '6f1c1f0e-0000-4000-8000-000000000001',
      role: 'authenticated',
      email: 'a@example.com',
      sub: '6f1c1f0e-0000-4000-8000-000000000001',
    });
  });

  it('serves tables to the service key, hides them from the anon key by policy, and refuses a foreign key', async () => {
    await query(
      'create table if not exists public.spec_notes (id int primary key); alter table public.spec_notes enable row level security',
    );
    await query('insert into public.spec_notes values (1) on conflict do nothing');
    await query(`notify pgrst, 'reload schema'`);
    await until(
      () => read('spec_notes', supabase.serviceRoleKey),
      ({ status }) => status !== 404,
    );
    expect(await (await read('spec_notes', supabase.serviceRoleKey)).json()).toEqual([{ id: 1 }]);
    expect(await (await read('spec_notes', supabase.anonKey)).json()).toEqual([]);
    expect(await (await read('spec_notes')).json()).toEqual([]);
    const foreign = supabase.anonKey.replace(/\.[^.]*$/, '.c2lnbmVkIGJ5IHNvbWVib2R5IGVsc2UgYWx0b2dldGhlcg');
    expect((await read('spec_notes', foreign)).status).toBe(401);
  });

  it('listens on loopback alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === 'IPv4');
    const ports = [new URL(supabase.dbUrl).port, new URL(supabase.restUrl).port].map(Number);
    for (const port of ports) {
      expect(await accepts('127.0.0.1', port)).toBe(true);
      if (outside) expect(await accepts(outside.address, port)).toBe(false);
    }
  });

  it.each(['postgres', 'postgrest'] as const)('starts %s again when it dies, at the same address', async (name) => {
    const [pid] = running(home)[name];
    process.kill(pid ?? 0, 'SIGKILL');
    const reported = () => options.lines.filter((line) => /SIGKILL/.test(line) && line.toLowerCase().startsWith(name));
    // For a moment the dead one's backends go on answering, before its end has been noticed.
    await until(reported, (lines) => lines.length > 0, 30);
    const answers = () =>
      read('spec_notes', supabase.serviceRoleKey).then(
        ({ status }) => status,
        () => 0,
      );
    await until(
      async () => [await answers(), running(home)[name].length],
      ([status, servers]) => status === 200 && servers === 1,
      30,
    );
    expect(running(home)[name]).not.toContain(pid);
    expect(reported()).toHaveLength(1);
  });

  it('starts a second time with what the first left, and stops as often as it is told to', async () => {
    await query('create table public.kept (id int)');
    // The transaction that wrote each row says whether it was written again.
    const history = () => query('select version, xmin::text from supabase_migrations.schema_migrations order by version');
    const applied = await history();
    await Promise.all([supabase.stop(), supabase.stop()]);
    expect(running(home)).toEqual({ postgres: [], postgrest: [] });
    expect(existsSync(path.join(options.dataDir, 'instance.json'))).toBe(false);

    const born = statSync(path.join(home, 'cluster/PG_VERSION')).mtimeMs;
    const { jwtSecret, serviceRoleKey } = supabase;
    options.lines.length = 0;
    supabase = await startEmbeddedSupabase(options);
    expect(supabase).toMatchObject({ firstStart: false, jwtSecret, serviceRoleKey });
    expect(statSync(path.join(home, 'cluster/PG_VERSION')).mtimeMs).toBe(born);
    expect(await history()).toEqual(applied);
    expect(options.lines).toEqual([]);
    expect(await query('select count(*)::int as n from public.kept')).toEqual([{ n: 0 }]);
  });

  it('recovers what was committed when Postgres was cut off', async () => {
    await query('insert into public.kept values (7)');
    const { postgres } = running(home);
    for (const pid of postgres) process.kill(pid, 'SIGKILL');
    await supabase.stop();
    supabase = await startEmbeddedSupabase(options);
    expect(await query('select id from public.kept')).toEqual([{ id: 7 }]);
  });

  it('serves two data folders side by side', async () => {
    const other = await startEmbeddedSupabase(optionsFor());
    try {
      expect(other.dbUrl).not.toBe(supabase.dbUrl);
      expect(other.restUrl).not.toBe(supabase.restUrl);
      expect(other.jwtSecret).not.toBe(supabase.jwtSecret);
      expect((await read('spec_notes', other.serviceRoleKey)).status).toBe(401);
    } finally {
      await other.stop();
    }
    expect((await read('spec_notes', supabase.serviceRoleKey)).status).toBe(200);
  });

  it('uses the wanted port', async () => {
    const wanted = optionsFor();
    const first = await startEmbeddedSupabase(wanted);
    await first.stop();
    const port = Number(new URL(first.dbUrl).port);
    const second = await startEmbeddedSupabase({ ...wanted, postgresPort: port });
    expect(new URL(second.dbUrl).port).toBe(String(port));
    await second.stop();
  });

  it('gives an old database what a newer version of the embedded SQL adds', async () => {
    const sql = makeFolder();
    for (const name of ['01_roles', '02_extensions', '03_auth', '04_public']) {
      writeFileSync(path.join(sql, `${name}.sql`), readFileSync(path.join(options.embeddedSqlDir, `${name}.sql`)));
    }
    writeFileSync(path.join(sql, '05_more.sql'), 'create schema if not exists more authorization postgres;');
    await supabase.stop();
    supabase = await startEmbeddedSupabase({ ...options, embeddedSqlDir: sql });
    expect(await query(`select to_regnamespace('more') is not null as there`)).toEqual([{ there: true }]);
    expect(await query('select id from public.kept')).toEqual([{ id: 7 }]);
  });

  it('is rebuilt by a reset, which keeps the keys, takes the files along and is refused while somebody uses it', async () => {
    await expect(resetEmbeddedSupabase(options)).rejects.toThrow(`Another instance (pid ${process.pid}) is using`);
    await supabase.stop();
    const file = path.join(options.dataDir, 'files/mail/raw.eml');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'From: somebody@example.com');
    await resetEmbeddedSupabase(options);
    expect(existsSync(path.join(options.dataDir, 'files'))).toBe(false);
    const { serviceRoleKey } = supabase;
    supabase = await startEmbeddedSupabase(options);
    expect(supabase.serviceRoleKey).toBe(serviceRoleKey);
    expect(await query(`select to_regclass('public.kept') as kept`)).toEqual([{ kept: null }]);
  });
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    socket
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
      .once('timeout', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
