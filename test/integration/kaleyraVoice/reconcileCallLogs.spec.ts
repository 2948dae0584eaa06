import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { callFunction, makeCallLog, upsertInPages, verifyRollups } from '../../support/factories/callLogs.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('truncate public.kaleyra_call_logs'));

const stage = async (run_id: string, rows: unknown[]) =>
  (await database.pool.query('select public.stage_kaleyra_call_logs($1, $2::jsonb) as n', [run_id, JSON.stringify(rows)])).rows[0].n;
const diff = async (run_id: string, from: string, to: string) =>
  (await callFunction<{ id: string; difference: string }>(database.pool, 'diff_kaleyra_call_logs', run_id, from, to)).sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
const heal = async (run_id: string) =>
  (await database.pool.query('select public.heal_kaleyra_call_logs($1) as result', [run_id])).rows[0].result;

describe('comparing with the provider', () => {
  const day = (id: string, hour: number, more = {}) =>
    makeCallLog({ id, start_time: new Date(Date.parse('2026-02-23T18:30:00Z') + hour * 3_600_000).toISOString(), ...more });

  it('finds what is missing, changed and extra, and heals the first two', async () => {
    await upsertInPages(database.pool, [
      day('same', 1),
      day('other', 2, { status: 'NOANSWER' }),
      day('ours', 3),
      day('before', -0.01),
      day('after', 24),
    ]);
    const run_id = randomUUID();
    expect(await stage(run_id, [day('same', 1), day('other', 2, { status: 'ANSWER' }), day('theirs', 23.99)])).toBe(3);
    expect(await stage(run_id, [day('same', 1), day('theirs', 5)])).toBe(2);
    expect(await diff(run_id, '2026-02-24', '2026-02-24')).toEqual([
      { id: 'other', difference: 'changed' },
      { id: 'ours', difference: 'extra' },
      { id: 'theirs', difference: 'missing' },
    ]);
    expect(await heal(run_id)).toEqual({ received: 3, inserted: 1, updated: 1, unchanged: 1 });
    expect((await database.pool.query('select * from public.kaleyra_reconcile_rows')).rows).toEqual([]);
    const again = randomUUID();
    await stage(again, [day('same', 1), day('other', 2, { status: 'ANSWER' }), day('theirs', 5)]);
    expect(await diff(again, '2026-02-24', '2026-02-24')).toEqual([{ id: 'ours', difference: 'extra' }]);
    expect(await verifyRollups(database.pool)).toEqual([]);
  });

  it('keeps the rows of two comparisons apart', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    await stage(one, [day('a', 1)]);
    await stage(two, [day('b', 1)]);
    expect(await diff(one, '2026-02-24', '2026-02-24')).toEqual([{ id: 'a', difference: 'missing' }]);
    expect(await heal(two)).toMatchObject({ inserted: 1 });
    expect(await diff(one, '2026-02-24', '2026-02-24')).toEqual([
      { id: 'a', difference: 'missing' },
      { id: 'b', difference: 'extra' },
    ]);
  });

  it('manages a full day', async () => {
    const rows = Array.from({ length: 4200 }, (_, n) => day(`r${n}`, (n % 24) + 0.5));
    await upsertInPages(
      database.pool,
      rows.filter((_, n) => n % 10 !== 0),
    );
    const run_id = randomUUID();
    for (let first = 0; first < rows.length; first += 1000)
      await stage(
        run_id,
        rows.slice(first, first + 1000).map((row, n) => (n % 7 === 1 ? { ...row, notes: 'late' } : row)),
      );
    const found = await diff(run_id, '2026-02-24', '2026-02-24');
    expect(found.filter(({ difference }) => difference === 'missing')).toHaveLength(420);
    const changed = found.filter(({ difference }) => difference === 'changed').length;
    expect(await heal(run_id)).toEqual({ received: 4200, inserted: 420, updated: changed, unchanged: 4200 - 420 - changed });
    expect(changed).toBeGreaterThan(500);
    expect(await verifyRollups(database.pool)).toEqual([]);
  });
});
