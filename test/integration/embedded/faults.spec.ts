import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { EmbeddedSupabaseError, startEmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import type { EmbeddedSupabaseOptions } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { expectOneLine, failInChild, makeFolder, optionsFor, removeFolders, running } from './fixture.js';

/** One cluster, broken and mended by test after test. */
const options = optionsFor();
const home = path.join(options.dataDir, 'postgres');
const cluster = path.join(home, 'cluster');

beforeAll(async () => {
  const supabase = await startEmbeddedSupabase(options);
  await supabase.stop();
});

afterAll(removeFolders);

/** Every fault ends the same way: one line, nothing left running, nothing left claimed. */
async function fault(changed: Partial<EmbeddedSupabaseOptions> = {}): Promise<string> {
  const error: unknown = await startEmbeddedSupabase({ ...options, ...changed }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmbeddedSupabaseError);
  const { message } = error as EmbeddedSupabaseError;
  expectOneLine(message);
  expect(running(home)).toEqual({ postgres: [], postgrest: [] });
  expect(readdirSync(options.dataDir)).not.toContain('instance.json');
  return message;
}

/** With another content of a file, for as long as the work takes. */
async function withFile(file: string, content: string | Buffer | undefined, work: () => Promise<void>): Promise<void> {
  const original = readFileSync(file);
  if (content === undefined) rmSync(file);
  else writeFileSync(file, content);
  try {
    await work();
  } finally {
    // Written over, never replaced: the file keeps its owner.
    writeFileSync(file, original);
  }
}

describe('a fault', () => {
  afterEach(async () => {
    const supabase = await startEmbeddedSupabase(options);
    await supabase.stop();
  });

  it('of a taken port names the port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await fault({ postgresPort: port })).toMatch(new RegExp(`^Port ${port} for Postgres is taken by another program`));
    await new Promise((resolve) => server.close(resolve));
  });

  it('of a data folder of another version names both versions', async () => {
    await withFile(path.join(cluster, 'PG_VERSION'), '16\n', async () => {
      expect(await fault()).toMatch(/was made by PostgreSQL 16, this product runs PostgreSQL 17/);
    });
  });

  it('of a damaged control file says what Postgres says, and where to read more', async () => {
    await withFile(path.join(cluster, 'global/pg_control'), Buffer.alloc(8192, 7), async () => {
      expect(await fault()).toMatch(/^Postgres could not start on .*cluster: .*Details in .*postgres\.log/);
    });
  });

  it('of missing files says that the folder is damaged', async () => {
    const file = path.join(cluster, 'PG_VERSION');
    const original = readFileSync(file);
    rmSync(file);
    expect(await fault()).toMatch(/^The database folder .* is damaged \(files are missing\)/);
    writeFileSync(file, original);
    expect(readdirSync(cluster)).toContain('PG_VERSION');
  });

  it('of lost secrets says that the database needs them', async () => {
    const file = path.join(options.dataDir, 'secrets.json');
    await withFile(file, undefined, async () => {
      expect(await fault()).toMatch(/secrets\.json is gone/);
    });
  });

  it('of damaged secrets names what is missing', async () => {
    const file = path.join(options.dataDir, 'secrets.json');
    await withFile(file, readFileSync(file, 'utf8').replace('jwtSecret', 'jwtSekret'), async () => {
      expect(await fault()).toMatch(/secrets\.json is damaged \(jwtSecret missing or malformed\)/);
    });
    await withFile(file, '{"admin', async () => {
      expect(await fault()).toMatch(/secrets\.json is damaged/);
    });
  });

  it('of secrets of another database says so', async () => {
    const file = path.join(options.dataDir, 'secrets.json');
    const other = { ...(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>), adminPassword: 'A'.repeat(43) };
    await withFile(file, JSON.stringify(other), async () => {
      expect(await fault()).toMatch(/does not accept the password in secrets\.json/);
    });
  });

  it('of a migration names file and statement, and undoes what the migration had done', async () => {
    const migrationsDir = makeFolder();
    for (const name of readdirSync(options.migrationsDir)) {
      writeFileSync(path.join(migrationsDir, name), readFileSync(path.join(options.migrationsDir, name)));
    }
    writeFileSync(
      path.join(migrationsDir, '99990101000000_bad.sql'),
      'create table public.half (id int);\n-- why\ninsert into public.nowhere values (1);\n',
    );
    expect(await fault({ migrationsDir })).toBe(
      'Migration 99990101000000_bad.sql, statement 2 (insert into public.nowhere values (1)): relation "public.nowhere" does not exist',
    );
    await withDatabase(async (client) => {
      const { rows } = await client.query(
        `select to_regclass('public.half') as half, count(*)::int as n from supabase_migrations.schema_migrations
          where version like '9999%'`,
      );
      expect(rows).toEqual([{ half: null, n: 0 }]);
    });
  });

  it('of a database newer than the code names what it lacks, unless the two fit together', async () => {
    const minimum = (version: string) =>
      `create or replace function public.minimum_migration() returns text language sql immutable as $$ select '${version}' $$`;
    await withDatabase((client) =>
      client.query(
        `insert into supabase_migrations.schema_migrations (version, name) values ('99991231235959', 'later');
         ${minimum('99991231235959')}`,
      ),
    );
    expect(await fault()).toBe(
      'The database is newer than this code: it has migration 99991231235959, which is not in the migrations folder, and works with code ' +
        'that knows 99991231235959 or later: update the code, or restore a backup from before the upgrade.',
    );
    const later = makeFolder();
    const { migrationsDir } = options;
    for (const name of readdirSync(migrationsDir)) writeFileSync(path.join(later, name), readFileSync(path.join(migrationsDir, name)));
    writeFileSync(path.join(later, '99991231235959_later.sql'), 'select 1;');
    await withDatabase((client) => client.query(minimum('20261129000000')), later);
    const lines: string[] = [];
    const older = await startEmbeddedSupabase({ ...options, log: (line) => lines.push(line) });
    await older.stop();
    expect(lines).toEqual(['The database is newer than this code, and they fit together']);
    await withDatabase(
      (client) => client.query(`delete from supabase_migrations.schema_migrations where version = '99991231235959'`),
      later,
    );
  });

  it('of a database from before the baseline says that only a new one helps, and changes nothing', async () => {
    const history = makeFolder();
    writeFileSync(path.join(history, '20261121000100_platform.sql'), 'create table public.modules (key text);');
    writeFileSync(path.join(history, '20261127000200_email_triage_batches.sql'), 'select 1;');
    const old = { dataDir: path.join(makeFolder(), 'data') };
    await (await startEmbeddedSupabase({ ...options, ...old, migrationsDir: history })).stop();
    expect(await fault(old)).toBe(
      'The database was migrated before the baseline 20261129000000_baseline.sql: its history has 2 older versions, the last is ' +
        '20261127000200: npm run db:reset builds a new one and deletes the data in this one.',
    );
    const supabase = await startEmbeddedSupabase({ ...options, ...old, migrationsDir: history });
    const client = new pg.Client({ connectionString: supabase.dbUrl });
    await client.connect();
    const { rows } = await client.query(
      `select count(*)::int as versions, (select count(*)::int
        from pg_class where relnamespace = 'public'::regnamespace) as relations from supabase_migrations.schema_migrations`,
    );
    expect(rows).toEqual([{ versions: 2, relations: 1 }]);
    await client.end();
    await supabase.stop();
  });

  it('of a path through a file says that it is no folder', async () => {
    const file = path.join(makeFolder(), 'file');
    writeFileSync(file, '');
    expect(await fault({ dataDir: path.join(file, 'data') })).toMatch(
      /^Cannot create the data folder .*: a part of the path is not a folder \(ENOTDIR\)\.$/,
    );
  });

  it('ends a process with one line and an exit code', async () => {
    await withFile(path.join(cluster, 'PG_VERSION'), '15\n', async () => {
      const { code, stderr } = await failInChild({ dataDir: options.dataDir });
      expect(code).toBe(1);
      expectOneLine(stderr);
      expect(stderr).toContain('PostgreSQL 15');
    });
  });
});

/** Work on the database while it runs. */
async function withDatabase(work: (client: pg.Client) => Promise<unknown>, migrationsDir = options.migrationsDir): Promise<void> {
  const supabase = await startEmbeddedSupabase({ ...options, migrationsDir });
  const client = new pg.Client({ connectionString: supabase.dbUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
    await supabase.stop();
  }
}
