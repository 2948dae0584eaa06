import { createHash } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeCallLog, upsertCallLogs, verifyRollups } from '../../support/factories/callLogs.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('truncate public.kaleyra_call_logs'));

const stored = async (id: string) => (await database.pool.query('select * from public.kaleyra_call_logs where id = $1', [id])).rows[0];
const address = async (id: string) =>
  (await database.pool.query('select url from public.kaleyra_call_recordings where call_log_id = $1', [id])).rows[0]?.url;
const places = async () =>
  (await database.pool.query('select id, ctid::text, xmin::text, xmax::text, synced_at from public.kaleyra_call_logs order by id')).rows;

describe('upsert_kaleyra_call_logs', () => {
  it('stores a leg with what follows from it', async () => {
    const root = makeCallLog({ id: 'a', callto: '5558000001' });
    const leg = makeCallLog({ id: 'b', parent_id: 'a', service: 'CallForward', callto: '5550100001' });
    expect(await upsertCallLogs(database.pool, [root, leg])).toEqual({ received: 2, inserted: 2, updated: 0, unchanged: 0 });
    expect(await stored('a')).toMatchObject({ call_id: 'a', agent_number: '', status: 'ANSWER', location: 'MADHYA PRADESH' });
    expect(await stored('b')).toMatchObject({ call_id: 'a', agent_number: '5550100001' });
  });

  it('takes the last of two rows with one id', async () => {
    const result = await upsertCallLogs(database.pool, [
      makeCallLog({ id: 'a', status: 'BUSY' }),
      makeCallLog({ id: 'a', status: 'CANCEL' }),
    ]);
    expect(result).toEqual({ received: 2, inserted: 1, updated: 0, unchanged: 1 });
    expect(await stored('a')).toMatchObject({ status: 'CANCEL' });
  });

  it('reads what is missing as empty', async () => {
    await database.pool.query(`select public.upsert_kaleyra_call_logs('[{"id": "a", "start_time": "2026-02-24T09:15:15Z"}]')`);
    expect(await stored('a')).toMatchObject({ notes: '', duration: 0, end_time: null, raw: {} });
  });

  it('takes a text from raw that was not sent beside it', async () => {
    await database.pool.query(
      `select public.upsert_kaleyra_call_logs('[{"id": "a", "start_time": "2026-02-24T09:15:15Z", "status": "ANSWER", "parent_id": "",
        "raw": {"callfrom": "5550001001", "status": "answer", "parent_id": "0"}}]')`,
    );
    expect(await stored('a')).toMatchObject({ callfrom: '5550001001', status: 'ANSWER', parent_id: '', callto: '' });
  });

  it('neither writes nor locks a row that is stored as given', async () => {
    const rows = Array.from({ length: 300 }, (_, n) =>
      makeCallLog({ id: `a${n}`, recording: n % 3 ? '' : `//x/${n}`, raw: { recording: n % 3 ? '' : `//x/${n}` } }),
    );
    await upsertCallLogs(database.pool, rows);
    const before = await places();
    const kept = (await database.pool.query('select r::text, ctid::text, xmin::text from public.kaleyra_service_rollups r order by 1'))
      .rows;
    const client = await database.pool.connect();
    await client.query('begin');
    expect(await upsertCallLogs(client, rows)).toEqual({ received: 300, inserted: 0, updated: 0, unchanged: 300 });
    const { rows: xid } = await client.query('select pg_current_xact_id_if_assigned() as xid');
    await client.query('commit');
    client.release();
    expect(xid[0].xid).toBeNull();
    expect(await places()).toEqual(before);
    expect(
      (await database.pool.query('select r::text, ctid::text, xmin::text from public.kaleyra_service_rollups r order by 1')).rows,
    ).toEqual(kept);
  });

  it('writes the rows that changed and no other', async () => {
    await upsertCallLogs(database.pool, [makeCallLog({ id: 'a' }), makeCallLog({ id: 'b', status: 'NOANSWER' })]);
    const before = await places();
    const result = await upsertCallLogs(database.pool, [
      makeCallLog({ id: 'a' }),
      makeCallLog({ id: 'b', status: 'ANSWER' }),
      makeCallLog({ id: 'c' }),
    ]);
    expect(result).toEqual({ received: 3, inserted: 1, updated: 1, unchanged: 1 });
    const after = await places();
    expect(after[0]).toEqual(before[0]);
    expect(after[1].synced_at.getTime()).toBeGreaterThan(before[1].synced_at.getTime());
    expect(await verifyRollups(database.pool)).toEqual([]);
  });

  it('refuses more than a thousand rows', async () => {
    const rows = Array.from({ length: 1001 }, (_, n) => makeCallLog({ id: `a${n}` }));
    await expect(upsertCallLogs(database.pool, rows)).rejects.toMatchObject({ code: '22023', message: 'too_many_rows' });
  });

  it('works for the service role, and for nobody who merely sees calls', async () => {
    const client = await database.pool.connect();
    await client.query('set role service_role');
    expect(await upsertCallLogs(client, [makeCallLog({ id: 'a' })])).toMatchObject({ inserted: 1 });
    await client.query(`update public.kaleyra_call_logs set status = 'BUSY'`);
    await client.query('set role authenticated');
    await expect(upsertCallLogs(client, [makeCallLog({ id: 'b' })])).rejects.toMatchObject({ code: '42501' });
    await client.query('reset role');
    client.release();
    expect(await verifyRollups(database.pool)).toEqual([]);
  });
});

describe('the address of a recording', () => {
  const url = '//play.solutionsinfini.com/?id=secret1';
  const recorded = (address: string) =>
    makeCallLog({ id: 'a', recording: address && `https:${address}`, raw: { id: 'a', recording: address } });

  it('is kept apart; the row has our own link, and a digest where the provider had the address', async () => {
    await upsertCallLogs(database.pool, [recorded(url)]);
    const row = await stored('a');
    expect(row.recording).toBe('/calls/recordings/a');
    expect(row.raw).toEqual({ id: 'a', recording: `sha256:${createHash('sha256').update(url).digest('hex')}` });
    expect(await address('a')).toBe(`https:${url}`);
    const { rows } = await database.pool.query(
      `select count(*)::integer as n from public.kaleyra_call_logs l where l::text like '%secret1%'`,
    );
    expect(rows[0].n).toBe(0);
  });

  it('that appears, changes or disappears is a change', async () => {
    await upsertCallLogs(database.pool, [recorded('')]);
    expect(await upsertCallLogs(database.pool, [recorded(url)])).toMatchObject({ updated: 1 });
    expect(await upsertCallLogs(database.pool, [recorded(url)])).toMatchObject({ unchanged: 1 });
    expect(await upsertCallLogs(database.pool, [recorded(`${url}2`)])).toMatchObject({ updated: 1 });
    expect(await address('a')).toBe(`https:${url}2`);
    expect(await upsertCallLogs(database.pool, [recorded('')])).toMatchObject({ updated: 1 });
    expect(await address('a')).toBeUndefined();
    expect(await stored('a')).toMatchObject({ recording: '', raw: { recording: '' } });
  });

  it('is a change even when the provider row shows none', async () => {
    await upsertCallLogs(database.pool, [makeCallLog({ id: 'a', recording: 'https://x/1', raw: {} })]);
    expect(await upsertCallLogs(database.pool, [makeCallLog({ id: 'a', recording: 'https://x/2', raw: {} })])).toMatchObject({
      updated: 1,
    });
    expect(await address('a')).toBe('https://x/2');
  });

  it('goes with its leg', async () => {
    await upsertCallLogs(database.pool, [recorded(url)]);
    await database.pool.query('delete from public.kaleyra_call_logs');
    expect(await address('a')).toBeUndefined();
  });
});

describe('store_kaleyra_pages', () => {
  it('refuses pages when those before them are not stored, and keeps nothing of them', async () => {
    const { rows } = await database.pool.query(
      `insert into public.kaleyra_sync_runs (from_date, to_date, state, next_date, next_page)
        values ('2026-02-24', '2026-02-24', 'running', '2026-02-24', 1) returning id`,
    );
    const store = (id: string, at_page: number) =>
      database.pool.query(`select public.store_kaleyra_pages($1, $2::jsonb, '[]', 1, 1, '2026-02-24', $3, '2026-02-24', $4)`, [
        rows[0].id,
        JSON.stringify([makeCallLog({ id })]),
        at_page,
        at_page + 1,
      ]);
    await expect(store('second', 2)).rejects.toMatchObject({ code: 'P0409', message: 'sync_place_moved' });
    expect(await stored('second')).toBeUndefined();
    await store('first', 1);
    await store('second', 2);
    await expect(store('first', 1)).rejects.toMatchObject({ message: 'sync_place_moved' });
    expect(
      (await database.pool.query('select synced, inserted, next_page from public.kaleyra_sync_runs where id = $1', [rows[0].id])).rows[0],
    ).toEqual({ synced: 2, inserted: 2, next_page: 3 });
  });
});
