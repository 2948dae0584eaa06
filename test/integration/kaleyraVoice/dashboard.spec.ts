import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { agentStats, callVolume, dailyVolume, type Leg, readLegs, statusBreakdown } from '../../support/callFigures.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { AGENTS, callFunction, makeCall, makeCallLog, upsertCallLogs, upsertInPages } from '../../support/factories/callLogs.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const configure = (zone: string) =>
  database.pool.query(
    `select public.configure_kaleyra_rollups($1, '{ANSWER,ANSWERED-A,ANSWERED-B}', '{ANSWER}', '{NOANSWER,BUSY,CANCEL,FAILED}')`,
    [zone],
  );

async function expectFigures(legs: Leg[], start: Date, end: Date): Promise<void> {
  const { pool } = database;
  const days = callFunction<{ total: number }>(pool, 'get_kaleyra_daily_volume', start, end);
  const ours = {
    volume: await callFunction(pool, 'get_kaleyra_call_volume', start, end),
    agents: await callFunction(pool, 'get_kaleyra_agent_stats', start, end),
    days: (await days).filter((day) => day.total > 0),
    statuses: await callFunction(pool, 'get_kaleyra_status_breakdown', start, end),
  };
  const theirs = {
    volume: [callVolume(legs, start, end)],
    agents: agentStats(legs, start, end),
    days: dailyVolume(legs, start, end),
    statuses: statusBreakdown(legs, start, end),
  };
  try {
    expect(ours).toEqual(theirs);
  } catch (error) {
    throw new Error(`[${start.toISOString()}, ${end.toISOString()}): ${(error as Error).message}`, { cause: error });
  }
}

/** Where clocks do odd things, and when. */
const ODD_NIGHTS: [zone: string, night: string][] = [
  ['Asia/Kolkata', '2026-02-24T18:30:00Z'],
  ['UTC', '2026-03-01T00:00:00Z'],
  ['Asia/Kathmandu', '2026-02-24T18:15:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z'], // 45-minute offset, summer time ends
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'], // half an hour of summer time ends
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'], // and begins
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'], // no midnight: 23:59 is followed by 01:00
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'], // 23:00 twice
  ['Africa/Cairo', '2024-04-25T22:00:00Z'], // no midnight
  ['Africa/Cairo', '2024-10-31T21:00:00Z'],
  ['Asia/Beirut', '2024-03-30T22:00:00Z'], // no midnight
  ['America/Havana', '2024-03-10T05:00:00Z'], // no midnight
  ['America/Havana', '2024-11-03T05:00:00Z'], // midnight twice
  ['America/St_Johns', '2006-10-29T02:31:00Z'], // back from 00:01: the day before comes once more
  ['Pacific/Apia', '2011-12-30T10:00:00Z'], // a date that never was
  ['America/Toronto', '1919-03-31T04:30:00Z'], // 23:30 is followed by 00:30
  ['Africa/Monrovia', '1972-01-07T00:44:30Z'], // an offset of 44 minutes and a half
];

describe('the dashboard functions agree with the raw rows', () => {
  it.each(ODD_NIGHTS)('in %s around %s', async (zone, night) => {
    const { pool } = database;
    const at = new Date(night).getTime();
    const random = new Random(at / 1000);
    await pool.query('truncate public.kaleyra_call_logs');
    await configure(zone);
    const hours = 3_600_000;
    const near = () =>
      new Date(
        at + random.pick([0, 0, 0, -24, 24, -1, 1]) * hours + random.pick([-1, 0, 1, 900_000, -900_000, 1_800_000, -60_000, 60_000]),
      );
    const anywhere = () => new Date(at + random.int(-70 * hours, 70 * hours));
    const instant = () => (random.chance(0.3) ? near() : anywhere());
    await upsertInPages(pool, Array.from({ length: 90 }, (_, n) => makeCall(random, n, instant)).flat());
    const legs = await readLegs(pool, zone);
    await expectFigures(legs, new Date(at - 200 * hours), new Date(at + 200 * hours));
    for (let range = 0; range < 10; range++) {
      const [start, end] = [instant(), instant()].sort((a, b) => a.getTime() - b.getTime());
      await expectFigures(legs, start!, end!);
    }
  });

  it.each(['Asia/Kolkata', 'America/Havana', 'Australia/Lord_Howe'])('over months in %s', async (zone) => {
    const { pool } = database;
    const random = new Random(77);
    await pool.query('truncate public.kaleyra_call_logs');
    await configure(zone);
    const [low, high] = [Date.parse('2024-08-20T00:00:00Z'), Date.parse('2025-01-10T00:00:00Z')];
    const instant = () => new Date(random.int(low, high));
    await upsertInPages(pool, Array.from({ length: 700 }, (_, n) => makeCall(random, n, instant)).flat());
    const legs = await readLegs(pool, zone);
    const midnight = async () =>
      (await pool.query(`select public.local_day_border('2024-08-01'::date + $1::integer, $2) as at`, [random.int(0, 170), zone])).rows[0]
        .at as Date;
    for (let range = 0; range < 10; range++) {
      const [start, end] = [random.chance(0.5) ? instant() : await midnight(), random.chance(0.5) ? instant() : await midnight()].sort(
        (a, b) => a.getTime() - b.getTime(),
      );
      await expectFigures(legs, start!, end!);
    }
    await expectFigures(legs, new Date('1990-01-01T00:00:00Z'), new Date('1999-12-31T00:00:00Z'));
    await expectFigures(legs, new Date('2020-01-01T00:00:00Z'), new Date('2029-12-31T00:00:00Z'));
  });
});

describe('the shape of the answers', () => {
  beforeAll(async () => {
    const { pool } = database;
    await pool.query('truncate public.kaleyra_call_logs');
    await configure('Asia/Kolkata');
    await pool.query(`insert into public.agents (name, phone_number) values ('Asha', $1)`, [AGENTS[0]]);
    await upsertCallLogs(pool, [
      makeCallLog({ id: 'a', start_time: '2026-02-24T09:00:00Z' }),
      makeCallLog({
        id: 'a1',
        parent_id: 'a',
        service: 'CallForward',
        callto: AGENTS[0]!,
        status: 'NOANSWER',
        start_time: '2026-02-24T09:00:10Z',
      }),
      makeCallLog({
        id: 'a2',
        parent_id: 'a',
        service: 'CallForward',
        callto: AGENTS[1]!,
        status: 'CANCEL',
        start_time: '2026-02-24T09:00:20Z',
      }),
      makeCallLog({
        id: 'a3',
        parent_id: 'a',
        service: 'CallForward',
        callto: AGENTS[0]!,
        status: 'ANSWER',
        billsec: 61,
        start_time: '2026-02-24T09:00:30Z',
      }),
      makeCallLog({ id: 'b', service: 'Click2Call', status: 'ANSWERED-B', billsec: 30, start_time: '2026-02-26T20:00:00Z' }),
    ]);
  });
  const FEBRUARY = [new Date('2026-01-31T18:30:00Z'), new Date('2026-02-28T18:30:00Z')] as const;

  it('counts a call that rang three times once', async () => {
    expect(await callFunction(database.pool, 'get_kaleyra_call_volume', ...FEBRUARY)).toEqual([
      {
        total: 5,
        incoming: 1,
        forwarded: 3,
        click2call: 1,
        other: 0,
        customer_calls: 2,
        customer_calls_answered: 2,
        customer_calls_missed: 0,
        customer_calls_not_forwarded: 0,
      },
    ]);
  });

  it('names the agents it knows', async () => {
    expect(await callFunction(database.pool, 'get_kaleyra_agent_stats', ...FEBRUARY)).toEqual([
      {
        agent_number: AGENTS[0],
        agent_name: 'Asha',
        calls_answered: 1,
        total_talk_seconds: 61,
        missed_calls: 1,
        other_calls: 0,
        total_calls: 2,
        connected_calls: 1,
        connected_talk_seconds: 61,
        customer_calls: 1,
        customer_calls_answered: 1,
      },
      {
        agent_number: AGENTS[1],
        agent_name: null,
        calls_answered: 0,
        total_talk_seconds: 0,
        missed_calls: 1,
        other_calls: 0,
        total_calls: 1,
        connected_calls: 0,
        connected_talk_seconds: 0,
        customer_calls: 1,
        customer_calls_answered: 0,
      },
    ]);
  });

  it('shows every date of the range, by the business zone', async () => {
    const days = await callFunction<{ date: string; total: number }>(database.pool, 'get_kaleyra_daily_volume', ...FEBRUARY);
    expect(days).toHaveLength(28);
    expect(days[0]).toEqual({ date: '2026-02-01', incoming: 0, forwarded: 0, click2call: 0, other: 0, total: 0 });
    expect(days.filter((day) => day.total > 0)).toEqual([
      { date: '2026-02-24', incoming: 1, forwarded: 3, click2call: 0, other: 0, total: 4 },
      { date: '2026-02-27', incoming: 0, forwarded: 0, click2call: 1, other: 0, total: 1 },
    ]);
  });

  it('refuses to list more than ten years of days', async () => {
    await expect(
      callFunction(database.pool, 'get_kaleyra_daily_volume', new Date('2000-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')),
    ).rejects.toMatchObject({ code: '22023' });
  });

  it('says zero, or nothing, of an empty or a backward range', async () => {
    for (const [start, end] of [
      [FEBRUARY[0], FEBRUARY[0]],
      [FEBRUARY[1], FEBRUARY[0]],
    ] as const) {
      expect(await callFunction(database.pool, 'get_kaleyra_call_volume', start, end)).toMatchObject([{ total: 0, customer_calls: 0 }]);
      expect(await callFunction(database.pool, 'get_kaleyra_agent_stats', start, end)).toEqual([]);
      expect(await callFunction(database.pool, 'get_kaleyra_daily_volume', start, end)).toEqual([]);
      expect(await callFunction(database.pool, 'get_kaleyra_status_breakdown', start, end)).toEqual([]);
    }
  });

  it('takes all time as a range', async () => {
    expect(await callFunction(database.pool, 'get_kaleyra_call_volume', '-infinity', 'infinity')).toMatchObject([{ total: 5 }]);
  });

  it('knows when the last successful sync ended', async () => {
    expect(await callFunction(database.pool, 'get_kaleyra_last_synced_at')).toEqual([null]);
    await database.pool.query(`insert into public.kaleyra_sync_runs (from_date, to_date, state, finished_at) values
      ('2026-02-24', '2026-02-24', 'succeeded', '2026-02-24T10:00:00Z'), ('2026-02-24', '2026-02-24', 'failed', '2026-02-24T12:00:00Z'),
      ('2026-02-23', '2026-02-23', 'succeeded', '2026-02-24T11:00:00Z')`);
    expect((await database.pool.query('select public.get_kaleyra_last_synced_at() as at')).rows[0].at).toEqual(
      new Date('2026-02-24T11:00:00Z'),
    );
  });
});

describe('kaleyra_range_pieces', () => {
  interface Piece {
    grain: string | null;
    starts_at: string;
    ends_at: string;
  }

  it('covers the range, all of it and nothing twice', async () => {
    const random = new Random(5);
    for (const [zone, night] of ODD_NIGHTS) {
      await configure(zone);
      for (let range = 0; range < 6; range++) {
        const near = () => new Date(Date.parse(night) + random.int(-90 * 24, 90 * 24) * 1_800_000 + random.pick([0, 0, 1, -1, 12_345]));
        const [start, end] = [near(), near()].sort((a, b) => a.getTime() - b.getTime());
        const pieces = await callFunction<Piece>(
          database.pool,
          'kaleyra_range_pieces',
          start,
          end,
          random.pick(['{month,day,quarter_day,hour,quarter_hour}', '{day,quarter_hour}', '{day}', '{quarter_hour}', '{}']),
        );
        pieces.sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
        let reached = start!.getTime();
        for (const piece of pieces) {
          expect(Date.parse(piece.starts_at)).toBe(reached);
          reached = Date.parse(piece.ends_at);
        }
        expect(reached).toBe(end!.getTime());
      }
    }
    await configure('Asia/Kolkata');
  });

  it('leaves minutes to the raw rows', async () => {
    const pieces = await callFunction<Piece>(
      database.pool,
      'kaleyra_range_pieces',
      new Date('2026-01-05T09:07:00Z'),
      new Date('2026-03-02T13:22:00Z'),
      '{month,day,quarter_day,hour,quarter_hour}',
    );
    const raw = pieces.filter((piece) => piece.grain === null);
    expect(raw.map((piece) => (Date.parse(piece.ends_at) - Date.parse(piece.starts_at)) / 60_000).sort()).toEqual([7, 8]);
    expect(new Set(pieces.map((piece) => piece.grain))).toEqual(new Set(['month', 'day', 'quarter_day', 'hour', 'quarter_hour', null]));
  });
});

describe('local_day_border', () => {
  it('is the first instant of the date, wherever the clock was changed that night', async () => {
    for (const [zone, night] of ODD_NIGHTS) {
      // Minute by minute (the clocks above change on full minutes or half ones): where does each date begin, and does an earlier one come
      // back?
      const { rows } = await database.pool.query(
        `with minutes as (
           select at, (at at time zone $1)::date as day from generate_series($2::timestamptz - interval '3 days',
             $2::timestamptz + interval '3 days', '30 seconds') at
         ), begun as (select day, min(at) as first, max(at) as last from minutes group by day)
         select b.day::text, b.first, public.local_day_border(b.day, $1) as border,
           exists (select from begun e where e.day < b.day and e.last > b.first) as returns
         from begun b order by b.day offset 1`,
        [zone, night],
      );
      for (const row of rows) expect({ zone, ...row }).toEqual({ zone, ...row, border: row.returns ? null : row.first });
    }
  });
});
