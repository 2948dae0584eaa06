import pg from 'pg';

/** A pool that outlives its database: connections that end with it say so to nobody, where without a listener they end the process. */
export function openPool(dbUrl: string, max?: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: dbUrl, max });
  const lost = () => undefined;
  pool.on('error', lost);
  // A connection that is in use, or on its way out, does not speak through its pool.
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}
