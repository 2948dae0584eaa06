import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { applyMigrations } from '../../src/supabase/embedded/migrations.js';
import type { SchemaStatement } from './schemaFiles.js';
import { schemaDifferences, schemaText } from './schemaText.js';
import { createFromMigrations, createFromSchemas, dropDatabase, ownerUrl, withClient } from './scratchDatabase.js';
import type { Server } from './scratchDatabase.js';
import { seedRows } from './seedRows.js';
import { supabaseCli, WITHOUT_TLS } from './supabaseCli.js';

export interface MigrationDraft {
  sql: string;
  /** What the migrations, with this one, make otherwise than the schema files: to be mended by hand. */
  differences: string[];
  /** Its statements that may lose data. */
  losses: string[];
  /** Its statements that take away what older code may use. */
  breaks: string[];
}

/** A statement that brings rows, in `data.sql` or behind a table. */
const BRINGS_ROWS = /^(?:insert into|select public\.register_\w+)\b/i;
/** As pg-delta writes it, in capitals: the lines of functions are not meant. */
const BREAKS_CODE = /^\s*(?:DROP (?:TABLE|TYPE|VIEW|FUNCTION)\b|(?:ALTER TABLE .*)?DROP COLUMN\b|ALTER TABLE .* RENAME\b).*/gm;
const LOSES_DATA = /^\s*(?:DROP (?:TABLE|TYPE|SCHEMA)\b|DROP COLUMN\b|ALTER COLUMN .* TYPE\b|DELETE\b|TRUNCATE\b).*/gim;

/** What leads from the migrations to the schema files, tried out on a scratch database; undefined when they agree. */
export async function draftMigration(
  server: Server,
  folders: { migrations?: string; schemas?: string } = {},
): Promise<MigrationDraft | undefined> {
  const [migrated, wanted] = [scratchName(), scratchName()];
  try {
    await createFromMigrations(server, migrated, folders.migrations);
    const statements = await createFromSchemas(server, wanted, folders.schemas);
    if ((await compare(server, migrated, wanted)).length === 0) return undefined;

    const parts = [await diff(server, migrated, wanted)];
    await apply(server, migrated, parts[0]!);
    for (const next of [statisticsTargets, missingRows]) {
      const part = await withClient(ownerUrl(server, wanted), (there) =>
        withClient(ownerUrl(server, migrated), (here) => next(here, there, statements)),
      );
      if (part) parts.push(part);
    }
    const sql = `${parts.filter(Boolean).join('\n\n')}\n`;
    const lines = (pattern: RegExp): string[] => sql.match(pattern)?.map((line) => line.trim()) ?? [];
    return { sql, differences: await compare(server, migrated, wanted), losses: lines(LOSES_DATA), breaks: lines(BREAKS_CODE) };
  } finally {
    for (const database of [migrated, wanted]) await dropDatabase(server, database);
  }
}

async function compare(server: Server, before: string, after: string): Promise<string[]> {
  const read = (database: string): Promise<string[]> =>
    withClient(ownerUrl(server, database), async (owner) => [
      ...(await schemaText(owner)),
      ...(await seedRows(owner)).map((row) => `row of ${row}`),
    ]);
  return schemaDifferences(await read(before), await read(after));
}

/** What pg-delta makes of it, without a local stack. */
async function diff(server: Server, before: string, after: string): Promise<string> {
  const args = ['db', 'diff', '--use-pg-delta', `--from=${ownerUrl(server, before)}`, `--to=${ownerUrl(server, after)}`, '--schema=public'];
  const { status, stdout, stderr } = await supabaseCli(args, { env: WITHOUT_TLS });
  if (status !== 0) throw new Error(`supabase db diff failed: ${stderr.trim()}`);
  // "set local" has no effect where the migration is not run in one transaction.
  const sql = stdout.trim().replace(/^SET local check_function_bodies = off;/i, 'set check_function_bodies = off;');
  // Not every database that it will be run on has the publication.
  return sql.replace(/^ALTER PUBLICATION "supabase_realtime" ADD TABLE "public"\."(\w+)";$/gm, `select public.join_realtime('public.$1');`);
}

/** As the runner of the migrations does it, in one transaction. */
async function apply(server: Server, database: string, sql: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'migration-draft-'));
  try {
    const file = path.join(folder, '99999999999999_draft.sql');
    writeFileSync(file, sql);
    await withClient(ownerUrl(server, database), (owner) =>
      applyMigrations(owner, [{ version: '99999999999999', name: 'draft', file }], () => undefined),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** pg-delta does not see them. */
async function statisticsTargets(here: pg.Client, there: pg.Client): Promise<string> {
  const read = async (client: pg.Client): Promise<Map<string, string>> => {
    const { rows } = await client.query<{ column: string; target: string }>(
      `select format('alter table public.%I alter column %I', c.relname, a.attname) as column, coalesce(a.attstattarget::text,
        'default') as target
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm') and a.attnum > 0
         and not a.attisdropped order by c.relname, a.attnum`,
    );
    return new Map(rows.map(({ column, target }) => [column, target]));
  };
  const [old, wanted] = [await read(here), await read(there)];
  const changes = [...wanted]
    .filter(([column, target]) => old.get(column) !== target)
    .map(([column, target]) => `${column} set statistics ${target};`);
  if (changes.length > 0) await here.query(changes.join('\n'));
  return changes.join('\n');
}

/** The statements that bring rows which are not there yet; one that fails has nothing to bring, or is left to a person. */
async function missingRows(here: pg.Client, there: pg.Client, statements: SchemaStatement[]): Promise<string> {
  const wanted = await seedRows(there);
  let rows = await seedRows(here);
  const parts: string[] = [];
  for (const { sql } of statements.filter(({ sql: text }) => BRINGS_ROWS.test(withoutComments(text)))) {
    if (schemaDifferences(rows, wanted).length === 0) break;
    await here.query('begin');
    const added = await here.query(sql).then(
      () => seedRows(here),
      () => rows,
    );
    const useful = schemaDifferences(added, wanted).length < schemaDifferences(rows, wanted).length;
    await here.query(useful ? 'commit' : 'rollback');
    if (!useful) continue;
    rows = added;
    parts.push(`${sql};`);
  }
  return parts.join('\n');
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*(?:\n|$)|\/\*.*?\*\//gs, '').trim();
}

function scratchName(): string {
  return `scratch_${randomUUID().replaceAll('-', '')}`;
}
