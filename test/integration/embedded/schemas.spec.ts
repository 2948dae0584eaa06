import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSchemaFiles, readSchemaFiles } from '../../../scripts/database/schemaFiles.js';
import { schemaDifferences, schemaText } from '../../../scripts/database/schemaText.js';
import {
  createBareDatabase,
  createFromMigrations,
  createFromSchemas,
  dropDatabase,
  ownerUrl,
  SCHEMAS,
  withClient,
} from '../../../scripts/database/scratchDatabase.js';
import { seedRows } from '../../../scripts/database/seedRows.js';
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

async function make(create: (database: string) => Promise<unknown>): Promise<string> {
  const database = `schemas_${randomUUID().replaceAll('-', '')}`;
  databases.push(database);
  await create(database);
  return database;
}

function read(database: string, what: typeof schemaText): Promise<string[]> {
  return withClient(ownerUrl(facts, database), what);
}

describe('supabase/migrations and supabase/schemas', () => {
  let [migrated, loaded] = ['', ''];

  beforeAll(async () => {
    migrated = await make((database) => createFromMigrations(facts, database));
    loaded = await make((database) => createFromSchemas(facts, database));
  });

  it('make the same schema', async () => {
    const schema = await read(migrated, schemaText);
    expect(schema.length).toBeGreaterThan(5000);
    expect(schemaDifferences(schema, await read(loaded, schemaText))).toEqual([]);
  });

  it('make the same rows', async () => {
    const rows = await read(migrated, seedRows);
    expect(rows.join('\n')).toMatch(/^role_modules: .*"viewer"/m);
    expect(schemaDifferences(rows, await read(loaded, seedRows))).toEqual([]);
  });

  it('let clients of Realtime follow what the portal reads, by the policies of its rows', async () => {
    const followed = await withClient(ownerUrl(facts, migrated), (owner) =>
      owner.query(
        `select t.tablename, c.relrowsecurity as secured,
           exists (select from pg_policies p where p.tablename = t.tablename and p.cmd = 'SELECT'
             and p.roles = '{authenticated}') as by_policy,
           exists (select from public.column_classes k where k.table_name = t.tablename and k.class = 'secret') as tells_secrets
         from pg_publication_tables t join pg_class c on c.oid = format('%I.%I', t.schemaname, t.tablename)::regclass
         where t.pubname = 'supabase_realtime' order by 1`,
      ),
    );
    const safe = { secured: true, by_policy: true, tells_secrets: false };
    expect(followed.rows).toEqual(
      [
        'agents',
        'approval_requests',
        'call_categories',
        'conversations',
        'emails',
        'ivr_calls',
        'ivr_providers',
        'kaleyra_call_logs',
        'messages',
        'notification_preferences',
        'notification_receipts',
        'notifications',
      ].map((tablename) => ({ tablename, ...safe })),
    );
  });

  it.each([
    ['a statistics target', 'alter table public.emails alter column is_read set statistics 10'],
    ['a comment', `comment on column public.emails.kind is 'Another.'`],
    ['a comment of an index', `comment on index public.emails_thread is 'New.'`],
    ['a grant', 'grant insert on public.emails to authenticated'],
    ['a grant of a column', 'grant update (is_read) on public.emails to authenticated'],
    ['a function that everybody may call', 'grant execute on function public.count_emails(jsonb) to public'],
    ['a storage parameter', 'alter table public.emails set (fillfactor = 90)'],
    ['a way to store a column', 'alter table public.emails alter column body_text set storage external'],
    ['a column that is not null', 'alter table public.emails alter column category set not null'],
    ['a policy', 'alter policy emails_view on public.emails using (true)'],
    ['row level security', 'alter table public.emails disable row level security'],
    ['a trigger that is off', 'alter table public.emails disable trigger count_threads_insert'],
    ['a setting of a function', `alter function public.count_emails(jsonb) set work_mem = '8MB'`],
  ])('are told apart by %s', async (_, change) => {
    const changed = await withClient(ownerUrl(facts, loaded), async (owner) => {
      await owner.query('begin');
      const before = await schemaText(owner);
      await owner.query(change);
      return schemaDifferences(before, await schemaText(owner));
    });
    expect(changed.length).toBeGreaterThan(0);
  });

  it('are no different by the order of grants', async () => {
    const changed = await withClient(ownerUrl(facts, loaded), async (owner) => {
      await owner.query('begin');
      const before = await schemaText(owner);
      await owner.query('revoke all on public.emails from service_role, authenticated');
      await owner.query('grant select on public.emails to authenticated; grant all on public.emails to service_role');
      return schemaDifferences(before, await schemaText(owner));
    });
    expect(changed).toEqual([]);
  });
});

describe('a schema file', () => {
  it('is named as what it makes', () => {
    const misnamed = readSchemaFiles(SCHEMAS).filter(({ name, statements }) => {
      const stem = path.basename(name, '.sql');
      return (
        !['data', 'extensions'].includes(stem) &&
        !new RegExp(`^create (?:unlogged )?(?:table|view|type|function) public\\.${stem}\\b`, 'm').test(statements.join(';\n'))
      );
    });
    expect(misnamed.map(({ name }) => name)).toEqual([]);
  });

  it('is where the documentation says', () => {
    const pages = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    const named = pages.flatMap(
      (page) => readFileSync(path.join(ROOT, 'docs', page), 'utf8').match(/supabase\/schemas\/[\w/]+(?:\.sql)?/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !/\/polls(?:\/|$)/.test(name) && !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('waits for what others make', async () => {
    const folder = schemas({
      'a/view.sql': 'create view public.v as select * from public.t;\ncomment on view public.v is $$;$$;',
      'b/table.sql': 'create table public.t (id int);',
    });
    await make(async (database) => {
      const run = await createFromSchemas(facts, database, folder);
      expect(run.map(({ file, sql }) => [file, sql.slice(0, 12)])).toEqual([
        ['b/table.sql', 'create table'],
        ['a/view.sql', 'create view '],
        ['a/view.sql', 'comment on v'],
      ]);
    });
  });

  it('finds all tables made when it brings rows', async () => {
    const folder = schemas({
      'a/data.sql': 'insert into public.t values (1);',
      'b/t.sql': 'create table public.t (id int);\ncreate unique index on public.t (id);',
      'c/z.sql': 'create table public.z (id int);',
    });
    await make(async (database) => {
      const run = await createFromSchemas(facts, database, folder);
      expect(run.at(-1)!.file).toBe('a/data.sql');
    });
  });

  it('that cannot be run is named, with the statement, and nothing is made', async () => {
    const folder = schemas({
      'a.sql': 'create table public.t (id int);',
      'b.sql': 'create view public.v as select * from public.nowhere;',
    });
    const database = await make((name) => createBareDatabase(facts, name));
    await expect(withClient(ownerUrl(facts, database), (owner) => loadSchemaFiles(owner, folder))).rejects.toThrow(
      'supabase/schemas/b.sql: relation "public.nowhere" does not exist\ncreate view public.v',
    );
    expect(await read(database, schemaText)).not.toContainEqual(expect.stringContaining('"public","t"'));
  });
});

function schemas(files: Record<string, string>): string {
  const folder = makeFolder();
  for (const [name, sql] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), sql);
  }
  return folder;
}
