import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyMigrations, listMigrations, pendingMigrations } from '../../../src/supabase/embedded/migrations.js';
import { pushMigrations } from '../../../src/start/hostedDatabase.js';
import { schemaText } from '../../../scripts/database/schemaText.js';
import { createBareDatabase, dropDatabase, MIGRATIONS, ownerUrl, withClient } from '../../../scripts/database/scratchDatabase.js';
import { supabaseCli, WITHOUT_TLS } from '../../../scripts/database/supabaseCli.js';
import { clusterFacts } from '../../support/database.js';
import type { ClusterFacts } from '../../support/testCluster.js';
import { expectOneLine, makeFolder, removeFolders, ROOT } from './fixture.js';

let facts: ClusterFacts;
const databases: string[] = [];

beforeAll(async () => {
  facts = await clusterFacts();
});

afterAll(async () => {
  removeFolders();
  for (const database of databases) await dropDatabase(facts, database);
});

/** A database as a new hosted project has it: no migration applied. */
async function freshDatabase(): Promise<string> {
  const database = `fresh_${randomUUID().replaceAll('-', '')}`;
  databases.push(database);
  await createBareDatabase(facts, database);
  return database;
}

/** A folder the CLI takes for a project. */
function makeProject(): string {
  const project = makeFolder();
  mkdirSync(path.join(project, 'supabase/migrations'), { recursive: true });
  return project;
}

async function supabaseDbPush(project: string, database: string): Promise<string> {
  const args = ['db', 'push', `--remote=${ownerUrl(facts, database)}`, '--yes', '--workdir', project];
  const { status, stdout, stderr } = await supabaseCli(args, { env: WITHOUT_TLS });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout + stderr;
}

async function ourRunner(project: string, database: string): Promise<void> {
  const migrations = listMigrations(path.join(project, 'supabase/migrations'));
  await withClient(ownerUrl(facts, database), (owner) => applyMigrations(owner, pendingMigrations(migrations, []), () => undefined));
}

function history(database: string): Promise<unknown[]> {
  return withClient(ownerUrl(facts, database), async (owner) => {
    const { rows } = await owner.query('select * from supabase_migrations.schema_migrations order by version');
    return rows as unknown[];
  });
}

async function bothWays(project: string): Promise<{ ours: string; theirs: string }> {
  const [ours, theirs] = [await freshDatabase(), await freshDatabase()];
  await ourRunner(project, ours);
  await supabaseDbPush(project, theirs);
  return { ours, theirs };
}

describe('the Supabase CLI', () => {
  it('makes of our migrations the same schema and the same history as our runner', async () => {
    const project = makeProject();
    cpSync(path.join(ROOT, 'supabase/migrations'), path.join(project, 'supabase/migrations'), { recursive: true });
    const { ours, theirs } = await bothWays(project);

    const rows = await history(ours);
    expect(rows).toHaveLength(listMigrations(path.join(project, 'supabase/migrations')).length);
    expect(await history(theirs)).toEqual(rows);

    const schema = await withClient(ownerUrl(facts, ours), schemaText);
    expect(schema.length).toBeGreaterThan(100);
    expect(await withClient(ownerUrl(facts, theirs), schemaText)).toEqual(schema);
  });

  it('takes a database that our runner migrated for up to date', async () => {
    const project = makeProject();
    cpSync(path.join(ROOT, 'supabase/migrations'), path.join(project, 'supabase/migrations'), { recursive: true });
    const database = await freshDatabase();
    await ourRunner(project, database);
    const before = await history(database);
    expect(await supabaseDbPush(project, database)).toMatch(/up to date/i);
    expect(await history(database)).toEqual(before);
  });

  it('splits even odd SQL into the same statements', async () => {
    const project = makeProject();
    writeFileSync(path.join(project, 'supabase/migrations/20200101000000_odd one.sql'), ODD_SQL);
    writeFileSync(path.join(project, 'supabase/migrations/20200102000000_second.sql'), `set search_path = '';\nselect 1`);
    writeFileSync(path.join(project, 'supabase/migrations/20200103000000_third.sql'), 'create table unqualified (id int);');
    writeFileSync(path.join(project, 'supabase/migrations/README.md'), 'not a migration');
    const { ours, theirs } = await bothWays(project);
    expect(await history(theirs)).toEqual(await history(ours));
    expect(await withClient(ownerUrl(facts, theirs), schemaText)).toEqual(await withClient(ownerUrl(facts, ours), schemaText));
  });
});

describe('a push', () => {
  const everything = () => Promise.resolve(true);

  it('keeps nothing of a migration that fails, and says what came before it', async () => {
    const database = await freshDatabase();
    const folder = path.join(makeProject(), 'supabase/migrations');
    writeFileSync(path.join(folder, '20260101000000_one.sql'), 'create table public.one (id int);');
    writeFileSync(path.join(folder, '20260102000000_two.sql'), 'create table public.two (id int);\nselect nothing_of_the_sort();');
    const push = () => pushMigrations(ownerUrl(facts, database), folder, everything, () => undefined);
    await expect(push()).rejects.toThrow(
      /^Migration 20260102000000_two\.sql, statement 2 \(select .*\): .*\. Nothing of that migration was kept; 1 of 2 were applied before it\.$/,
    );
    const tables = await withClient(ownerUrl(facts, database), (owner) =>
      owner.query(`select to_regclass('public.one') is not null as one, to_regclass('public.two') is not null as two`),
    );
    expect(tables.rows).toEqual([{ one: true, two: false }]);
    writeFileSync(path.join(folder, '20260102000000_two.sql'), 'create table public.two (id int);');
    expect(await push()).toEqual(['20260102000000_two.sql']);
  });

  it('to an older Postgres ends before it begins', async () => {
    const database = await freshDatabase();
    // It says that it is PostgreSQL 15.
    await withClient(ownerUrl(facts, database), (owner) =>
      owner.query(`create schema old; create function old.current_setting(p_name text) returns text language sql
        as $$ select case p_name when 'server_version_num' then '150008' else '15.8' end $$`),
    );
    const url = `${ownerUrl(facts, database)}?options=-c%20search_path%3Dold,pg_catalog,public`;
    await expect(pushMigrations(url, MIGRATIONS, everything, () => undefined)).rejects.toThrow(
      'The database is PostgreSQL 15.8, and our migrations need 17 or later: upgrade the project first; nothing was changed.',
    );
    expect(await history(database).catch(() => [])).toEqual([]);
  });

  it('waits for nobody else who pushes', async () => {
    const database = await freshDatabase();
    const meanwhile = async () => {
      await expect(pushMigrations(ownerUrl(facts, database), MIGRATIONS, everything, () => undefined)).rejects.toThrow('Somebody else');
      return false;
    };
    expect(await pushMigrations(ownerUrl(facts, database), MIGRATIONS, meanwhile, () => undefined)).toEqual([]);
  });
});

describe('npm run db:push', () => {
  async function dbPush(database: string, ...flags: string[]): Promise<{ status: number | null; output: string }> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(ROOT, 'scripts/db.mjs'), 'push', ...flags], {
      env: { ...process.env, SUPABASE_DB_URL: ownerUrl(facts, database), PGSSLMODE: 'disable' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })));
  }

  it('refuses a history from before the baseline in one line, and changes nothing', async () => {
    const database = await freshDatabase();
    await withClient(ownerUrl(facts, database), (owner) =>
      owner.query(`create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text primary key,
        statements text[], name text);
        insert into supabase_migrations.schema_migrations (version, name) values ('20261121000100', 'platform'), ('20261127000200',
          'email_triage_batches')`),
    );
    const before = await withClient(ownerUrl(facts, database), schemaText);
    const { status, output } = await dbPush(database, '--yes');
    expect(status).toBe(1);
    expectOneLine(output);
    expect(output).toMatch(/^The database was migrated before the baseline .* docs\/runbooks\/upgrade\.md/);
    expect(output).not.toContain('db:reset');
    expect(await withClient(ownerUrl(facts, database), schemaText)).toEqual(before);
    expect(await history(database)).toHaveLength(2);
  });

  it('applies what is missing, when it is told to', async () => {
    const database = await freshDatabase();
    const versions = listMigrations(MIGRATIONS);
    expect(await dbPush(database, '--dry-run')).toMatchObject({ status: 0, output: expect.stringContaining(`_${versions[0]!.name}.sql`) });
    expect(await dbPush(database)).toMatchObject({ status: 1, output: expect.stringMatching(/Nothing was applied: add --yes\.\n$/) });
    expect(await history(database).catch(() => [])).toEqual([]);
    expect(await dbPush(database, '--yes')).toMatchObject({
      status: 0,
      output: expect.stringMatching(new RegExp(`\nApplied ${versions.length} migrations?\\.\n$`)),
    });
    expect(await history(database)).toHaveLength(versions.length);
    expect(await dbPush(database, '--yes')).toEqual({ status: 0, output: 'The database is up to date.\n' });
  });
});

const ODD_SQL = String.raw`-- a comment; with a semicolon
create table public.odd (id int primary key, "a;b" text default 'x;''y', note text default E'it\'s; \\'); -- after it

/* a block; /* inside; */ a block */
create function public.dollars() returns text language plpgsql as $body$
begin
  -- comment; $inner$ ; $inner$
  return $x$;$x$ || ';';
end;
$body$;

create function public.atomic_one(a int) returns int language sql
begin atomic
  select 1;
  select case when a > 0 then 1 else 2 end;
end;

create function public.atomic_two() returns int language sql begin
  ATOMIC select 3; END;

create rule two_things as on delete to public.odd do also (select 1; select 2);
insert into public.odd (id) values (1), (2);;
;
comment on table public.odd is e'E-string\'; lower case';
comment on column public.odd.note is U&'d\0061ta; more';
create view public."end" as select 1 as "begin", 2 as atomic;
select 'schluß; ünïcödé', $täg$;$täg$;
do $$ begin perform 1; end $$;
select 1 --last; without end
`;
