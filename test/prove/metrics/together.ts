import type pg from 'pg';
import type { Random } from '../../../src/providers/sandbox/random.js';

/** Several acts in one transaction, some of them taken back; now and then all. Returns what was done, in words. */
export async function together(
  pool: pg.Pool,
  random: Random,
  [fewest, most]: [number, number],
  act: (client: pg.PoolClient) => Promise<string>,
): Promise<string> {
  const client = await pool.connect();
  try {
    const done: string[] = [];
    await client.query('begin');
    for (let left = random.int(fewest, most); left > 0; left--) {
      const back = random.chance(0.3);
      if (back) await client.query('savepoint here');
      done.push(await act(client));
      if (back) await client.query('rollback to savepoint here');
    }
    const end = random.chance(0.8) ? 'commit' : 'rollback';
    await client.query(end);
    return `${done.join(', ')}, ${end}`;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
