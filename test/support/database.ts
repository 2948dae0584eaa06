import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { databaseUrl } from '../../src/supabase/embedded/embeddedSupabase.js';
import { openPool } from './pool.js';
import type { ClusterFacts } from './testCluster.js';
import { askHost } from './testHost.js';

/** A database of one's own, with all migrations and no rows of any other test. */
export interface TestDatabase {
  /** As the role `postgres`. */
  dbUrl: string;
  /** Empty unless asked for. */
  restUrl: string;
  jwtSecret: string;
  anonKey: string;
  serviceRoleKey: string;
  /** As the role `postgres`. */
  pool: pg.Pool;
  drop(): Promise<void>;
}

/** Clone the run's template; with `rest`, a PostgREST of its own serves it. Drop it in `afterAll`. */
export async function createTestDatabase(options: { rest?: boolean } = {}): Promise<TestDatabase> {
  const facts = await clusterFacts();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await maintain(facts, `create database ${database} template ${facts.template} owner postgres strategy file_copy`);
  const restUrl = options.rest ? await askHost<string>('POST', `/?rest=${database}`) : '';
  const dbUrl = databaseUrl('postgres', facts.secrets.postgresPassword, facts.port, database);
  const pool = openPool(dbUrl);
  const drop = async (): Promise<void> => {
    if (!pool.ended) await pool.end();
    if (options.rest) await askHost('DELETE', `/?rest=${database}`);
    await maintain(facts, `drop database if exists ${database} with (force)`);
  };
  const { jwtSecret, anonKey, serviceRoleKey } = facts.secrets;
  return { dbUrl, restUrl, jwtSecret, anonKey, serviceRoleKey, pool, drop };
}

/** Where the run's cluster is; the first one to ask makes it start. */
export function clusterFacts(): Promise<ClusterFacts> {
  return askHost('GET', '/');
}

async function maintain(facts: ClusterFacts, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl('postgres', facts.secrets.postgresPassword, facts.port) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
