import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { EmbeddedSupabaseError, errorCode, errorMessage } from './embeddedSupabaseError.js';
import { splitStatements } from './sqlStatements.js';

/** A file `<version>_<name>.sql`. */
export interface Migration {
  version: string;
  name: string;
  file: string;
}

/** The Supabase CLI's own history table, made with its own statements. */
const CREATE_HISTORY = [
  'create schema if not exists supabase_migrations',
  'create table if not exists supabase_migrations.schema_migrations (version text not null primary key)',
  'alter table supabase_migrations.schema_migrations add column if not exists statements text[]',
  'alter table supabase_migrations.schema_migrations add column if not exists name text',
];

/** The query that lists what has been applied. */
export const APPLIED_VERSIONS = 'select version from supabase_migrations.schema_migrations order by version';

/** A statement that would end the transaction its migration runs in. */
const TRANSACTION_CONTROL = /^(?:begin|start\s+transaction|commit|end|rollback|abort)\b(?!\s+atomic)/i;

/** The migrations in a folder, oldest first. */
export function listMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, version, name] = /^([0-9]+)_(.*)\.sql$/.exec(file) ?? [];
      return version && name !== undefined ? [{ version, name, file: path.join(folder, file) }] : [];
    });
}

/** What to do about a database whose history does not belong to this code; the end of one line. */
export interface HistoryAdvice {
  /** It was migrated by a newer product. */
  newer: string;
  /** It was migrated before the baseline took the place of the first migrations. */
  beforeBaseline: string;
}

const EMBEDDED_ADVICE: HistoryAdvice = {
  newer: 'update the code, or restore a backup from before the upgrade',
  beforeBaseline: 'npm run db:reset builds a new one and deletes the data in this one',
};

export const HOSTED_ADVICE: HistoryAdvice = {
  newer: 'update the code',
  beforeBaseline:
    'nothing was changed; docs/runbooks/upgrade.md, "A history from before the baseline", says how to go on without losing data',
};

/**
 * What is still to be applied. A database may have later migrations than this code, as it has while nodes are replaced one by one, if this
 * code knows `minimum`, the migration that it has to know at least. Raises EmbeddedSupabaseError when it does not; when histories have
 * parted; or when the database's versions lie before our first, the baseline, which would make again what is there.
 */
export function pendingMigrations(migrations: Migration[], applied: string[], advice = EMBEDDED_ADVICE, minimum?: string): Migration[] {
  const unknown = unknownMigrations(migrations, applied);
  const [first] = migrations;
  if (first && unknown.length > 0 && unknown.every((version) => version < first.version)) {
    throw new EmbeddedSupabaseError(
      `The database was migrated before the baseline ${path.basename(first.file)}: its history has ` +
        `${unknown.length} older versions, the last is ${unknown.sort().at(-1)}: ${advice.beforeBaseline}.`,
    );
  }
  const newest = migrations.at(-1)?.version ?? '';
  const isLater = unknown.every((version) => version > newest);
  if (unknown.length > 0 && !(isLater && minimum !== undefined && newest >= minimum)) {
    throw new EmbeddedSupabaseError(
      `The database is newer than this code: it has migration ${unknown.join(', ')}, which is not in the migrations folder` +
        `${isLater && minimum !== undefined ? `, and works with code that knows ${minimum} or later` : ''}: ${advice.newer}.`,
    );
  }
  return migrations.filter(({ version }) => !applied.includes(version));
}

/** The versions that a database has and this code does not. */
export function unknownMigrations(migrations: Migration[], applied: string[]): string[] {
  const known = new Set(migrations.map(({ version }) => version));
  return applied.filter((version) => !known.has(version));
}

/** The migration that code must know at least; undefined where the database does not say so. */
export async function minimumMigration(client: pg.ClientBase): Promise<string | undefined> {
  try {
    const { rows } = await client.query<{ minimum: string }>('select public.minimum_migration() as minimum');
    return rows[0]!.minimum;
  } catch (error) {
    if (errorCode(error) === '42883') return undefined;
    throw error;
  }
}

/** Versions the database has, none when it has no history yet. */
export async function appliedVersions(client: pg.ClientBase): Promise<string[]> {
  try {
    const { rows } = await client.query<{ version: string }>(APPLIED_VERSIONS);
    return rows.map(({ version }) => version);
  } catch (error) {
    if (errorCode(error) === '42P01') return [];
    throw error;
  }
}

/** Apply each migration in a transaction of its own, together with its row of history, as the role `postgres`. */
export async function applyMigrations(client: pg.ClientBase, pending: Migration[], log: (line: string) => void): Promise<void> {
  if (pending.length === 0) return;
  for (const statement of CREATE_HISTORY) await client.query(statement);
  for (const migration of pending) {
    log(`Applying migration ${path.basename(migration.file)}`);
    await applyMigration(client, migration);
  }
  await client.query("notify pgrst, 'reload schema'");
}

async function applyMigration(client: pg.ClientBase, { version, name, file }: Migration): Promise<void> {
  const statements = splitStatements(readFileSync(file, 'utf8'));
  // A migration may leave settings behind (`set search_path …`) that the next one must not see; and it may take its time.
  await client.query('reset all; set statement_timeout = 0');
  await client.query('begin');
  for (const [index, statement] of statements.entries()) {
    try {
      if (TRANSACTION_CONTROL.test(statement)) throw new Error('a migration runs in one transaction and must not control it');
      await client.query(statement);
    } catch (error) {
      await client.query('rollback');
      const reason = errorMessage(error);
      throw new EmbeddedSupabaseError(`Migration ${path.basename(file)}, statement ${index + 1} (${firstLine(statement)}): ${reason}`, {
        cause: error,
      });
    }
  }
  await client.query('insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)', [
    version,
    name,
    statements,
  ]);
  await client.query('commit');
}

/** The first line that is not a comment. */
function firstLine(statement: string): string {
  const line = statement.split('\n').find((text) => text.trim() && !text.trim().startsWith('--')) ?? statement;
  return line.trim().slice(0, 80);
}
