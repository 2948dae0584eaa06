import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { listMigrations, applyMigrations, pendingMigrations } from '../../../src/supabase/embedded/migrations.js';
import { schemaText } from '../../../scripts/database/schemaText.js';
import { createBareDatabase, dropDatabase, ownerUrl, withClient } from '../../../scripts/database/scratchDatabase.js';
import { clusterFacts } from '../../support/database.js';
import type { ClusterFacts } from '../../support/testCluster.js';
import { makeFolder, removeFolders, ROOT } from './fixture.js';

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
  const cli = path.join(ROOT, 'node_modules/supabase/dist/supabase.js');
  const args = [cli, 'db', 'push', `--remote=${ownerUrl(facts, database)}`, '--yes', '--workdir', project];
  const env = { ...process.env, DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1', PGSSLMODE: 'disable' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
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
