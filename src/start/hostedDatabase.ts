import pg from 'pg';
import { appliedVersions, HOSTED_ADVICE, listMigrations, pendingMigrations } from '../supabase/embedded/migrations.js';
import type { Migration } from '../supabase/embedded/migrations.js';

/** A fault of the hosted project that the operator can act on; one line. */
export class HostedDatabaseError extends Error {
  override name = 'HostedDatabaseError';
}

/** How long the project may take to answer at the start, milliseconds. */
const CONNECT_MS = 10_000;

/** Makes sure that the project answers and has our migrations. Raises HostedDatabaseError. */
export async function checkHostedDatabase(db_url: string, migrations_dir: string): Promise<void> {
  const pending = await pendingOnHosted(db_url, migrations_dir);
  if (pending.length > 0) {
    throw new HostedDatabaseError(
      `The database lacks ${pending.length} of our migrations, the first is ${pending[0]!.version}: run npm run db:push.`,
    );
  }
}

/** Which of our migrations a hosted project lacks. Raises HostedDatabaseError when it cannot be asked, or its history is not ours. */
export async function pendingOnHosted(db_url: string, migrations_dir: string): Promise<Migration[]> {
  const client = new pg.Client({ connectionString: db_url, connectionTimeoutMillis: CONNECT_MS });
  let applied: string[];
  try {
    await client.connect();
    applied = await appliedVersions(client);
  } catch (error) {
    throw new HostedDatabaseError(
      `SUPABASE_DB_URL: the database cannot be reached: ${(error as Error).message || (error as { code?: string }).code}.`,
      { cause: error },
    );
  } finally {
    await client.end().catch((error: unknown) => void error);
  }
  try {
    return pendingMigrations(listMigrations(migrations_dir), applied, HOSTED_ADVICE);
  } catch (error) {
    throw new HostedDatabaseError((error as Error).message, { cause: error });
  }
}
