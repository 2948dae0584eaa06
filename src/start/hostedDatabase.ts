import path from 'node:path';
import pg from 'pg';
import {
  appliedVersions,
  applyMigrations,
  HOSTED_ADVICE,
  listMigrations,
  minimumMigration,
  pendingMigrations,
  unknownMigrations,
} from '../supabase/embedded/migrations.js';
import type { Migration } from '../supabase/embedded/migrations.js';

/** A fault of the hosted project that the operator can act on; one line. */
export class HostedDatabaseError extends Error {
  override name = 'HostedDatabaseError';
}

/** How long the project may take to answer at the start, milliseconds. */
const CONNECT_MS = 10_000;
/** The oldest version of Postgres that runs our migrations, as `server_version_num` has it. */
const OLDEST_POSTGRES = 170_000;
/** The advisory lock of whoever pushes. */
const PUSH_LOCK = 4_711_170_001;

/** What the start wants to know of a hosted project. */
export interface HostedDatabase {
  pending: Migration[];
  /** Migrations that it has and this code can do without. */
  ahead: string[];
  /** Whether what we say to it can be read on the way. */
  is_open: boolean;
}

/** Makes sure that the project answers and has our migrations. Raises HostedDatabaseError. */
export async function checkHostedDatabase(db_url: string, migrations_dir: string): Promise<HostedDatabase> {
  const state = await withProject(db_url, (client) => readState(client, migrations_dir));
  const { pending } = state;
  if (pending.length > 0) {
    throw new HostedDatabaseError(
      `The database lacks ${pending.length} of our migrations, the first is ${pending[0]!.version}: run npm run db:push.`,
    );
  }
  return state;
}

/**
 * Applies the migrations that a hosted project lacks, each in one transaction with its row of history. `confirm` is asked when there are
 * some. Returns the names of what was applied. Raises HostedDatabaseError, which says what was applied before.
 */
export async function pushMigrations(
  db_url: string,
  migrations_dir: string,
  confirm: (names: string[]) => Promise<boolean>,
  log: (line: string) => void,
): Promise<string[]> {
  return withProject(db_url, async (client) => {
    const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [PUSH_LOCK]);
    if (!rows[0]!.ours) throw new HostedDatabaseError('Somebody else is pushing to this database: wait until that has ended.');
    const { pending } = await readState(client, migrations_dir);
    const names = pending.map(({ file }) => path.basename(file));
    if (names.length === 0 || !(await confirm(names))) return [];
    const applied: string[] = [];
    try {
      await applyMigrations(client, pending, (line) => {
        log(line);
        applied.push(line);
      });
    } catch (error) {
      throw new HostedDatabaseError(
        `${(error as Error).message}. Nothing of that migration was kept; ${Math.max(0, applied.length - 1)} of ${names.length} were ` +
          'applied before it.',
        { cause: error },
      );
    }
    return names;
  });
}

async function readState(client: pg.Client, migrations_dir: string): Promise<HostedDatabase> {
  const { rows } = await client
    .query<{ version: string; number: number; is_open: boolean }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
         not coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_open`,
    )
    .catch(unreachable);
  const { version, number, is_open } = rows[0]!;
  if (number < OLDEST_POSTGRES) {
    throw new HostedDatabaseError(
      `The database is PostgreSQL ${version}, and our migrations need 17 or later: upgrade the project first; nothing was changed.`,
    );
  }
  const migrations = listMigrations(migrations_dir);
  const applied = await appliedVersions(client);
  const ahead = unknownMigrations(migrations, applied);
  const minimum = ahead.length > 0 ? await minimumMigration(client) : undefined;
  try {
    return { pending: pendingMigrations(migrations, applied, HOSTED_ADVICE, minimum), ahead, is_open };
  } catch (error) {
    throw new HostedDatabaseError((error as Error).message, { cause: error });
  }
}

async function withProject<T>(db_url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: db_url, connectionTimeoutMillis: CONNECT_MS });
  try {
    await client.connect().catch(unreachable);
    return await work(client);
  } finally {
    await client.end().catch((error: unknown) => void error);
  }
}

function unreachable(error: Error & { code?: string }): never {
  throw new HostedDatabaseError(`SUPABASE_DB_URL: the database cannot be reached: ${error.message || error.code}.`, { cause: error });
}
