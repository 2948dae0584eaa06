import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { applyEmbeddedSql, readEmbeddedSql } from '../../src/supabase/embedded/bootstrap.js';
import { databaseUrl } from '../../src/supabase/embedded/embeddedSupabase.js';
import { applyMigrations, listMigrations } from '../../src/supabase/embedded/migrations.js';
import { ADMIN_ROLE } from '../../src/supabase/embedded/postgresServer.js';
import type { Secrets } from '../../src/supabase/embedded/secrets.js';
import { loadSchemaFiles } from './schemaFiles.js';
import type { SchemaStatement } from './schemaFiles.js';

const SUPABASE = fileURLToPath(new URL('../../supabase', import.meta.url));
export const MIGRATIONS = path.join(SUPABASE, 'migrations');
export const SCHEMAS = path.join(SUPABASE, 'schemas');
export const EMBEDDED_SQL = path.join(SUPABASE, 'embedded');

/** A Postgres that was started by us. */
export interface Server {
  port: number;
  secrets: Secrets;
}

/** The address of a database, for its owner. */
export function ownerUrl({ port, secrets }: Server, database: string): string {
  return databaseUrl('postgres', secrets.postgresPassword, port, database);
}

export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A database as a new hosted project has it: none of our tables. */
export async function createBareDatabase(server: Server, database: string): Promise<void> {
  const adminUrl = (name: string): string => databaseUrl(ADMIN_ROLE, server.secrets.adminPassword, server.port, name);
  await withClient(adminUrl('postgres'), async (admin) => {
    await admin.query(`create database ${database}`);
    // The roles belong to all databases: two at a time would write the same rows.
    await admin.query('select pg_advisory_lock(1)');
    await withClient(adminUrl(database), async (inside) => {
      await applyEmbeddedSql(inside, readEmbeddedSql(EMBEDDED_SQL), server.secrets);
      // Hosted projects have it from their first day on, without tables.
      await inside.query('create publication supabase_realtime; alter publication supabase_realtime owner to postgres');
    });
  });
}

export async function dropDatabase(server: Server, database: string): Promise<void> {
  const url = databaseUrl(ADMIN_ROLE, server.secrets.adminPassword, server.port);
  await withClient(url, (admin) => admin.query(`drop database if exists ${database} with (force)`));
}

/** A new database that the migrations have made. */
export async function createFromMigrations(server: Server, database: string, folder = MIGRATIONS): Promise<void> {
  await createBareDatabase(server, database);
  await withClient(ownerUrl(server, database), (owner) => applyMigrations(owner, listMigrations(folder), () => undefined));
}

/** A new database that the schema files have made. */
export async function createFromSchemas(server: Server, database: string, folder = SCHEMAS): Promise<SchemaStatement[]> {
  await createBareDatabase(server, database);
  return withClient(ownerUrl(server, database), (owner) => loadSchemaFiles(owner, folder));
}
