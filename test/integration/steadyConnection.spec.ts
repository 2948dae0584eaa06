import pg from 'pg';
import { SteadyConnection, type SteadyConnectionOptions } from '../../src/supabase/steadyConnection.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let database: TestDatabase;
const made: SteadyConnection[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const connection of made.splice(0)) await connection.stop();
});
afterAll(() => database.drop());

/** A connection that writes down what happens to it. */
function steady(options: Partial<SteadyConnectionOptions> = {}, refusals = 0) {
  const heard: string[] = [];
  const connection = new SteadyConnection(
    async () => {
      if (refusals-- > 0) throw new Error('refused');
      const client = new pg.Client({ connectionString: database.dbUrl, application_name: 'steady' });
      await client.connect();
      return client;
    },
    {
      channels: ['news'],
      heard: (channel, payload) => heard.push(`${channel} ${payload}`),
      prepare: async (ask) => void (await ask('select pg_advisory_lock(4711)')),
      up: () => heard.push('up'),
      down: (_reason, stood) => heard.push(stood ? 'lost' : 'not made'),
      probe_ms: 60_000,
      ...options,
    },
  );
  made.push(connection);
  return { connection, heard };
}
const terminate = () =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'steady' and datname = current_database()`,
  );
const isLocked = async () => {
  const { rows } = await database.pool.query(`select 1 from pg_locks where locktype = 'advisory' and objid = 4711`);
  return rows.length > 0;
};

describe('a steady connection', () => {
  it('hears, and holds what was taken before it counted as standing', async () => {
    const { connection, heard } = steady();
    expect(connection.isUp).toBe(false);
    await expect(connection.query('select 1')).rejects.toThrow('no connection');
    await connection.start();
    expect([connection.isUp, await isLocked()]).toEqual([true, true]);
    await database.pool.query(`select pg_notify('news', 'one')`);
    await until(
      () => heard,
      (all) => all.includes('news one'),
    );
    expect(heard).toEqual(['up', 'news one']);
  });

  it('is made again when it is lost, with all that belongs to it', async () => {
    const { connection, heard } = steady();
    await connection.start();
    const before = connection.client;
    await terminate();
    await until(
      () => connection.client,
      (client) => client !== undefined && client !== before,
    );
    expect([heard, await isLocked()]).toEqual([['up', 'lost', 'up'], true]);
    await database.pool.query(`select pg_notify('news', 'again')`);
    await until(
      () => heard,
      (all) => all.includes('news again'),
    );
  });

  it('goes on trying when it cannot be made, or prepared', async () => {
    let refused = false;
    const { connection, heard } = steady(
      {
        prepare: () => {
          if (refused) return Promise.resolve();
          refused = true;
          return Promise.reject(new Error('the lock is taken'));
        },
      },
      1,
    );
    await connection.start();
    expect(heard).toEqual(['not made']);
    await until(
      () => connection.isUp,
      (up) => up,
    );
    expect(heard).toEqual(['not made', 'not made', 'up']);
  });

  it('is lost when it does not answer, and not when a statement is wrong', async () => {
    // Its backend sleeps on and would keep the lock.
    const { connection, heard } = steady({ prepare: undefined });
    await connection.start();
    await expect(connection.query('select nonsense')).rejects.toThrow('nonsense');
    expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }]);
    const [silent, behind] = await Promise.allSettled([connection.query('select pg_sleep(5)'), connection.query('select 2')]);
    expect([silent.status, behind.status]).toEqual(['rejected', 'rejected']);
    expect(heard).toEqual(['up', 'lost']);
    await until(
      () => connection.isUp,
      (up) => up,
    );
  });

  it('is found out by a probe when nobody asks anything', async () => {
    const { connection, heard } = steady({ probe_ms: 50 });
    await connection.start();
    // It does not read any more: as good as cut off.
    (connection.client as unknown as { connection: { stream: { pause(): void } } }).connection.stream.pause();
    await until(
      () => heard,
      (all) => all.length >= 3,
    );
    expect(heard).toEqual(['up', 'lost', 'up']);
  });

  it('stays away when it was stopped', async () => {
    const { connection, heard } = steady();
    await connection.start();
    await connection.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([connection.isUp, await isLocked(), heard]).toEqual([false, false, ['up']]);
  });
});
