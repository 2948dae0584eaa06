import { Random } from '../../../src/providers/sandbox/random.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
const run = <R extends object>(sql: string, values?: unknown[]) => database.pool.query<R>(sql, values).then(({ rows }) => rows);

beforeAll(async () => {
  database = await createTestDatabase();
  await run(`
    create table public.parcels (
      id bigint generated always as identity primary key, state text not null, carrier text, grams integer, cents bigint not null,
      deleted_at timestamptz
    );
    comment on table public.parcels is 'access: service only';
    select public.keep_counts('public.parcels', columns => 'state, carrier', sums => 'grams, cents', hidden => 'deleted_at')`);
});
afterAll(() => database.drop());
beforeEach(() => run('truncate parcels'));

const wrong = () => run<{ kept: object; counted: object }>(`select * from verify_kept_counts('public.parcels')`);
const lines = () => run<{ n: number }>('select count(*)::integer as n from parcels_counts').then(([row]) => row!.n);
const total = () => run<{ n: number }>('select coalesce(sum(rows), 0)::integer as n from parcels_counts').then(([row]) => row!.n);
const insert = `insert into parcels (state, carrier, grams, cents) values ('new', 'post', 10, 100)`;

describe('counts that are kept', () => {
  it('equal the rows after inserts, updates, deletes and rollbacks side by side, folded or not', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const random = new Random(`writer ${writer}`);
      const client = await database.pool.connect();
      try {
        for (let step = 0; step < 60; step += 1) {
          await client.query('begin');
          for (let statement = random.int(1, 3); statement > 0; statement -= 1) {
            const state = random.pick(['new', 'sent', 'lost']);
            // Each writer has rows of its own, so that none waits for another's and the counts alone could be in the way.
            const mine = `id in (select id from parcels where cents % 8 = ${writer} order by random() limit ${random.int(1, 5)})`;
            await client.query(
              random.pick([
                `insert into parcels (state, carrier, grams, cents)
                 select '${state}', nullif('${random.pick(['post', 'van', ''])}', ''), nullif(n, 3), 8 * n + ${writer}
                 from generate_series(1, 7) n`,
                `update parcels set state = '${state}' where ${mine}`,
                `update parcels set cents = cents + 8, grams = null where ${mine}`,
                `update parcels set deleted_at = case when deleted_at is null then now() end where ${mine}`,
                `delete from parcels where ${mine}`,
              ]),
            );
          }
          await client.query(random.chance(0.25) ? 'rollback' : 'commit');
          if (random.chance(0.1)) await client.query(`select fold_counts('public.parcels_counts')`);
        }
      } finally {
        client.release();
      }
    });
    await Promise.all(writers);
    expect(await wrong()).toEqual([]);
    expect(await total()).toBeGreaterThan(100);
    await run(`select fold_counts('public.parcels_counts')`);
    expect(await wrong()).toEqual([]);
    expect(await lines()).toBeLessThanOrEqual(9);
  });

  it('make no writer wait for another, nor for one who folds', async () => {
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => database.pool.connect()));
    try {
      for (const client of [first!, second!, third!]) await client.query(`begin; set local lock_timeout = '1s'`);
      await first!.query(insert);
      await first!.query(`select fold_counts('public.parcels_counts')`);
      await second!.query(insert);
      await third!.query(`insert into parcels (state, cents) values ('new', 1)`);
      await third!.query(`select fold_counts('public.parcels_counts')`);
      await second!.query('commit');
      expect(await total()).toBe(1);
      await first!.query('commit');
      await third!.query('rollback');
    } finally {
      for (const client of [first!, second!, third!]) client.release();
    }
    expect(await total()).toBe(2);
    expect(await wrong()).toEqual([]);
  });

  it('are the same to a reader while others fold them', async () => {
    for (let n = 0; n < 50; n += 1) await run(insert);
    const seen: number[] = [];
    await Promise.all([
      ...Array.from({ length: 3 }, () => run(`select fold_counts('public.parcels_counts')`)),
      ...Array.from({ length: 30 }, async () => seen.push(await total())),
    ]);
    expect(new Set(seen)).toEqual(new Set([50]));
  });

  it('leave no line where nothing changed', async () => {
    await run(insert);
    const before = await lines();
    await run(`update parcels set state = state`);
    expect(await lines()).toBe(before);
  });

  it('are folded by the writers themselves', async () => {
    for (let n = 0; n < 400; n += 1) await run(insert);
    expect(await lines()).toBeLessThan(390);
    expect(await wrong()).toEqual([]);
  });

  it('are empty with the table', async () => {
    await run(insert);
    await run('truncate parcels');
    expect([await lines(), await wrong()]).toEqual([0, []]);
  });

  it('say where they are wrong, and can be counted anew', async () => {
    await run(insert);
    await run('delete from parcels_counts');
    expect(await wrong()).toEqual([{ kept: null, counted: expect.objectContaining({ state: 'new', rows: 1, sum_cents: 100 }) }]);
    await run(`select rebuild_kept_counts('public.parcels')`);
    expect(await wrong()).toEqual([]);
  });
});
