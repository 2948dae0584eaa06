import type pg from 'pg';
import { patientPool } from './patientPool.js';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });

/** A pool whose statements fail one after another as told, then succeed. */
function poolOf(...failures: Error[]) {
  const asked: string[] = [];
  const pool = {
    options: { max: 16 },
    query: ({ name }: pg.QueryConfig) => {
      asked.push(name!);
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : Promise.resolve('noted');
    },
    connect: () => 'a client to keep',
  };
  const stop = new AbortController();
  const ask = async (name: string) => (await patientPool(pool as unknown as pg.Pool, stop.signal).connect()).query({ name, text: '' });
  return { asked, ask, stop, pool: patientPool(pool as unknown as pg.Pool, stop.signal) };
}

describe('patientPool', () => {
  it.each(['complete_job/graphile_worker', 'complete_job_q/graphile_worker', 'fail_job/graphile_worker', 'fail_job_q/graphile_worker'])(
    'asks %s until the database is back',
    async (name) => {
      const { ask, asked } = poolOf(refused, Object.assign(new Error('terminating connection'), { code: '57P01' }));
      expect(await ask(name)).toBe('noted');
      expect(asked).toEqual([name, name, name]);
    },
  );

  it('asks again while the disk of the database is full', async () => {
    const { ask, asked } = poolOf(
      Object.assign(new Error('could not extend file "base/5/18251": No space left on device'), { code: '53100' }),
    );
    expect(await ask('complete_job/graphile_worker')).toBe('noted');
    expect(asked).toHaveLength(2);
  });

  it('lets everything else fail at once', async () => {
    const { ask, asked } = poolOf(refused);
    await expect(ask('get_job/graphile_worker')).rejects.toBe(refused);
    expect(asked).toHaveLength(1);
  });

  it('tells what is wrong with the statement itself', async () => {
    const wrong = Object.assign(new Error('no such column'), { code: '42703' });
    await expect(poolOf(wrong).ask('fail_job/graphile_worker')).rejects.toBe(wrong);
  });

  it('gives up in peace when the process stops', async () => {
    const { ask, stop } = poolOf(new Error('Cannot use a pool after calling end on the pool'));
    stop.abort();
    expect(await ask('complete_job/graphile_worker')).toBeUndefined();
  });

  it('is otherwise the pool that it was given', () => {
    const { pool } = poolOf();
    expect(pool.options.max).toBe(16);
    expect((pool.connect as (listen: () => void) => unknown)(() => undefined)).toBe('a client to keep');
  });
});
