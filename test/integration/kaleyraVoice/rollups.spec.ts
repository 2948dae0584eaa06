import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { agentStats, callVolume, dailyVolume, readLegs, statusBreakdown } from '../../support/callFigures.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import {
  AGENTS,
  callFunction,
  makeCall,
  makeCallLog,
  STATUSES,
  upsertCallLogs,
  upsertInPages,
  verifyRollups,
} from '../../support/factories/callLogs.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());
beforeEach(() => pool.query('truncate public.kaleyra_call_logs'));

const START = new Date('2026-02-20T00:00:00Z');
const END = new Date('2026-03-05T00:00:00Z');

/** Everything the dashboard says about all there is, next to what the raw rows say. */
async function expectExact(): Promise<void> {
  const [start, end] = [new Date('2026-01-15T00:00:00Z'), new Date('2026-04-15T00:00:00Z')];
  const legs = await readLegs(pool, 'Asia/Kolkata');
  expect(await verifyRollups(pool)).toEqual([]);
  expect(await callFunction(pool, 'get_kaleyra_call_volume', start, end)).toEqual([callVolume(legs, start, end)]);
  expect(await callFunction(pool, 'get_kaleyra_agent_stats', start, end)).toEqual(agentStats(legs, start, end));
  expect(await callFunction(pool, 'get_kaleyra_status_breakdown', start, end)).toEqual(statusBreakdown(legs, start, end));
  const days = await callFunction<{ total: number }>(pool, 'get_kaleyra_daily_volume', start, end);
  expect(days.filter((day) => day.total > 0)).toEqual(dailyVolume(legs, start, end));
}

describe('the kept figures', () => {
  it.each([11, 12, 13])('follow whatever is done to the legs (seed %i)', async (seed) => {
    const random = new Random(seed);
    const instant = () => new Date(random.int(START.getTime(), END.getTime()));
    let last_call = 0;
    const known = async () => (await pool.query('select id from public.kaleyra_call_logs order by id')).rows.map((row) => row.id as string);
    const steps: Record<string, () => Promise<unknown>> = {
      sync: () => upsertInPages(pool, Array.from({ length: random.int(1, 60) }, () => makeCall(random, ++last_call, instant)).flat()),
      correct: async () => {
        const ids = await known();
        const rows = Array.from({ length: Math.min(ids.length, 30) }, () => random.pick(ids)).map((id) =>
          makeCallLog({
            id,
            parent_id: random.chance(0.7) ? id.replace(/-\d+$/, '').replace(id, '') : '',
            service: random.pick(['Incoming', 'CallForward', 'CallForward', 'Click2Call']),
            callto: random.pick(AGENTS),
            status: random.pick(STATUSES),
            billsec: random.int(0, 300),
            start_time: instant().toISOString(),
          }),
        );
        return upsertCallLogs(pool, rows);
      },
      status: () => pool.query(`update public.kaleyra_call_logs set status = $1 where hashtext(id) % 7 = 0`, [random.pick(STATUSES)]),
      talk: () => pool.query(`update public.kaleyra_call_logs set billsec = billsec + $1 where hashtext(id) % 5 = 0`, [random.int(1, 9)]),
      move: () =>
        pool.query(`update public.kaleyra_call_logs set start_time = start_time + $1 * interval '1 minute' where hashtext(id) % 3 = 0`, [
          random.int(-900, 900),
        ]),
      regroup: () =>
        pool.query(`update public.kaleyra_call_logs set parent_id = 'c' || $1 where hashtext(id) % 11 = 0`, [random.int(1, 9)]),
      hand_over: () =>
        pool.query(`update public.kaleyra_call_logs set callto = $1 where service = 'CallForward' and hashtext(id) % 4 = 0`, [
          random.pick(AGENTS),
        ]),
      rename: () => pool.query(`update public.kaleyra_call_logs set id = id || 'x' where hashtext(id) % 13 = 0`),
      touch: () => pool.query(`update public.kaleyra_call_logs set notes = notes || '.' where hashtext(id) % 2 = 0`),
      nothing: () => pool.query(`update public.kaleyra_call_logs set status = 'X' where false`),
      delete: () => pool.query(`delete from public.kaleyra_call_logs where hashtext(id) % 9 = $1`, [random.int(0, 8)]),
      replace: () =>
        pool.query(
          `insert into public.kaleyra_call_logs (id, start_time, service, callto, status)
            values ('c1', $1, 'Incoming', '', 'ANSWER'), ('c2-0', $1, 'CallForward', $2, 'BUSY')
           on conflict (id) do update set start_time = excluded.start_time, service = excluded.service, callto = excluded.callto,
           status = excluded.status`,
          [instant(), random.pick(AGENTS)],
        ),
    };
    const log: string[] = [];
    for (let step = 0; step < 24; step++) {
      const name = step < 2 ? 'sync' : random.pick(Object.keys(steps));
      log.push(name);
      await steps[name]!();
      const wrong = await verifyRollups(pool);
      if (wrong.length > 0) throw new Error(`after ${log.join(', ')}: ${JSON.stringify(wrong.slice(0, 5))}`);
    }
    await expectExact();
  });

  it('have no row left when the last leg goes', async () => {
    const random = new Random(21);
    await upsertInPages(pool, Array.from({ length: 30 }, (_, n) => makeCall(random, n, () => START)).flat());
    await pool.query('delete from public.kaleyra_call_logs');
    const { rows } = await pool.query(`
      select (select count(*) from public.kaleyra_calls) + (select count(*) from public.kaleyra_service_rollups) + (select count(*)
        from public.kaleyra_status_rollups)
        + (select count(*) from public.kaleyra_agent_rollups) + (select count(*) from public.kaleyra_agent_status_rollups) as n`);
    expect(rows[0].n).toBe('0');
  });

  it.each(['kaleyra_call_logs', 'kaleyra_call_logs, public.kaleyra_calls', 'kaleyra_call_recordings, public.kaleyra_call_logs'])(
    'are emptied by truncating %s',
    async (tables) => {
      await upsertCallLogs(pool, [makeCallLog({ id: 'a', recording: '//x/1' })]);
      await pool.query(`truncate public.${tables}`);
      await expectExact();
      expect((await pool.query('select * from public.kaleyra_call_recordings')).rows).toEqual([]);
      await upsertCallLogs(pool, [makeCallLog({ id: 'a', recording: '//x/1' })]);
      await expectExact();
    },
  );

  it('are found wrong, and put right, when somebody edits them', async () => {
    const random = new Random(22);
    await upsertInPages(pool, Array.from({ length: 30 }, (_, n) => makeCall(random, n, () => START)).flat());
    await pool.query(`update public.kaleyra_agent_rollups set missed_calls = missed_calls + 1 where grain = 'hour'`);
    await pool.query(`delete from public.kaleyra_calls where call_id = 'c3'`);
    const wrong = (await verifyRollups(pool)) as { kept_in: string; side: string }[];
    expect(new Set(wrong.map(({ kept_in, side }) => `${kept_in} ${side}`))).toEqual(
      new Set([
        'kaleyra_agent_rollups kept',
        'kaleyra_agent_rollups rebuilt',
        'kaleyra_calls rebuilt',
        'kaleyra_service_rollups kept',
        'kaleyra_service_rollups rebuilt',
      ]),
    );
    await pool.query('select public.rebuild_kaleyra_rollups()');
    await expectExact();
  });

  it('do not notice a rebuild when they are right', async () => {
    const random = new Random(23);
    await upsertInPages(pool, Array.from({ length: 30 }, (_, n) => makeCall(random, n, () => START)).flat());
    const places = `select tableoid::regclass, ctid, xmin from public.kaleyra_calls union all select tableoid::regclass, ctid, xmin
      from public.kaleyra_agent_rollups`;
    const before = (await pool.query(places)).rows;
    await pool.query('select public.rebuild_kaleyra_rollups()');
    expect((await pool.query(places)).rows).toEqual(before);
  });

  it('cannot be written by those who only see calls', async () => {
    const client = await pool.connect();
    await client.query('set role authenticated');
    await expect(client.query('select * from public.kaleyra_service_rollups')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`update public.kaleyra_calls set outcome = 'missed'`)).rejects.toMatchObject({ code: '42501' });
    await client.query('reset role');
    client.release();
  });
});

describe('two writers at once', () => {
  const connect = async () => {
    const client = new pg.Client({ connectionString: database.dbUrl });
    await client.connect();
    return client;
  };

  it('lose nothing and do not get stuck, also with the same legs in opposite order', async () => {
    const random = new Random(31);
    const instant = () => new Date(random.int(START.getTime(), START.getTime() + 3_600_000));
    const rows = Array.from({ length: 400 }, (_, n) => makeCall(random, n, instant)).flat();
    const writers = await Promise.all([0, 1, 2].map(connect));
    await Promise.all(
      writers.map(async (writer, which) => {
        const own = which === 1 ? [...rows].reverse() : rows;
        for (let first = 0; first < own.length; first += 90) {
          await upsertCallLogs(
            writer as unknown as pg.PoolClient,
            own.slice(first, first + 120).map((row) => ({ ...row, notes: String(which) })),
          );
          if (which === 2)
            await writer.query(`update public.kaleyra_call_logs set status = $1 where hashtext(id) % 10 = 0`, [STATUSES[first % 7]]);
          if (which === 2) await writer.query(`delete from public.kaleyra_call_logs where hashtext(id) % 10 = 5`);
        }
      }),
    );
    await Promise.all(writers.map((writer) => writer.end()));
    await expectExact();
  });

  it('see each other’s leg of one call', async () => {
    const [one, two] = [await connect(), await connect()];
    await one.query('begin');
    await upsertCallLogs(one as unknown as pg.PoolClient, [makeCallLog({ id: 'a' })]);
    const later = upsertCallLogs(two as unknown as pg.PoolClient, [
      makeCallLog({ id: 'b', parent_id: 'a', service: 'CallForward', callto: AGENTS[0]!, start_time: '2026-02-24T09:16:00Z' }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await one.query('commit');
    await later;
    await Promise.all([one.end(), two.end()]);
    expect((await pool.query('select leg_count, outcome from public.kaleyra_calls')).rows).toEqual([{ leg_count: 2, outcome: 'answered' }]);
    await expectExact();
  });

  it('are refused when they look at an older state', async () => {
    const client = await connect();
    await client.query('begin isolation level repeatable read');
    await expect(upsertCallLogs(client as unknown as pg.PoolClient, [makeCallLog({ id: 'a' })])).rejects.toMatchObject({ code: '25001' });
    await client.query('rollback');
    await client.query('begin isolation level serializable');
    await expect(client.query(`update public.kaleyra_call_logs set status = ''`)).rejects.toMatchObject({ code: '25001' });
    await client.end();
  });
});

describe('configure_kaleyra_rollups', () => {
  const DEFAULTS = ['Asia/Kolkata', ['ANSWER', 'ANSWERED-A', 'ANSWERED-B'], ['ANSWER'], ['NOANSWER', 'BUSY', 'CANCEL', 'FAILED']] as const;
  const configure = async (...settings: readonly [string, readonly string[], readonly string[], readonly string[]]) =>
    (await pool.query('select public.configure_kaleyra_rollups($1, $2, $3, $4) as changed', [...settings])).rows[0].changed;
  beforeEach(async () => {
    const random = new Random(41);
    await upsertInPages(
      pool,
      Array.from({ length: 60 }, (_, n) => makeCall(random, n, () => new Date(random.int(START.getTime(), END.getTime())))).flat(),
    );
  });
  afterEach(() => configure(...DEFAULTS));

  it('does nothing when the settings are in force', async () => {
    const before = (await pool.query('select ctid, xmin from public.kaleyra_settings')).rows;
    expect(await configure(...DEFAULTS)).toBe(false);
    expect((await pool.query('select ctid, xmin from public.kaleyra_settings')).rows).toEqual(before);
  });

  it('rebuilds by the new zone and the new statuses', async () => {
    expect(await configure('America/New_York', ['ANSWER', 'ACCEPTED'], ['ANSWER', 'ACCEPTED'], ['BUSY'])).toBe(true);
    expect(await verifyRollups(pool)).toEqual([]);
    const { rows } = await pool.query(`select count(*) filter (where status in ('ANSWER', 'ACCEPTED'))::integer as answered,
        count(*) filter (where status = 'BUSY')::integer as missed
      from public.kaleyra_call_logs where service = 'CallForward'`);
    const stats = await callFunction<{ calls_answered: number; missed_calls: number }>(
      pool,
      'get_kaleyra_agent_stats',
      START,
      new Date('2026-03-10T00:00:00Z'),
    );
    expect(stats.reduce((sum, agent) => sum + agent.calls_answered, 0)).toBe(rows[0].answered);
    expect(stats.reduce((sum, agent) => sum + agent.missed_calls, 0)).toBe(rows[0].missed);
  });

  it('is what happens to settings edited by hand, too', async () => {
    await pool.query(`update public.kaleyra_settings set timezone = 'Pacific/Auckland'`);
    expect(await verifyRollups(pool)).toEqual([]);
    await expect(pool.query('delete from public.kaleyra_settings')).rejects.toMatchObject({ code: '55000' });
  });

  it('refuses a zone that does not exist, and a status that is both answered and missed', async () => {
    await expect(configure('Asia/Atlantis', DEFAULTS[1], DEFAULTS[2], DEFAULTS[3])).rejects.toMatchObject({ code: '22023' });
    await expect(configure('UTC', ['ANSWER'], ['ANSWER'], ['ANSWER'])).rejects.toMatchObject({ code: '23514' });
  });
});
