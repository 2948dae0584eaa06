import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { AGENTS, makeCall, upsertCallLogs } from '../../support/factories/callLogs.js';

/** How the raw rows are read, by the server's own counters. */
interface Reads {
  seq_scan: number;
  idx_tup_read: number;
}

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.dbUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function readsOf(action: () => Promise<unknown>): Promise<Reads> {
  const counters = async (): Promise<Reads> => {
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query(`
      select t.seq_scan::float8, (select sum(i.idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid)::float8 as idx_tup_read
      from pg_stat_user_tables t where t.relname = 'kaleyra_call_logs'`);
    return rows[0];
  };
  const before = await counters();
  await action();
  const after = await counters();
  return { seq_scan: after.seq_scan - before.seq_scan, idx_tup_read: after.idx_tup_read - before.idx_tup_read };
}

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const RANGE = [new Date(START - 5 * DAY + 123), new Date(START + 80 * DAY + 456)];

/** About `calls` calls over sixty days; BUSY is one leg in six hundred. */
function legs(calls: number, first: number) {
  const random = new Random(first);
  const rows = Array.from({ length: calls }, (_, n) => makeCall(random, first + n, () => new Date(START + random.int(0, 60 * DAY)))).flat();
  for (const row of rows) if (row.status === 'BUSY') row.status = random.chance(0.017) ? 'BUSY' : 'NOANSWER';
  return rows;
}

const DASHBOARD = ['get_kaleyra_call_volume', 'get_kaleyra_agent_stats', 'get_kaleyra_daily_volume', 'get_kaleyra_status_breakdown'];
const dashboard = async () => {
  for (const name of DASHBOARD) await client.query({ name, text: `select * from public.${name}($1, $2)`, values: RANGE });
};
const list = (given: {
  status?: string;
  agent_number?: string;
  caller?: string;
  service?: string;
  offset?: number;
  order?: string;
  after?: [Date, string];
}) =>
  client.query({
    name: 'list',
    text: `select public.get_kaleyra_call_list(p_start => $1, p_end => $2, p_status => $3, p_agent_number => $4, p_caller => $5,
      p_service => $6, p_offset => $7, p_order => $8,
      p_after_time => $9, p_after_id => $10, p_limit => 20)`,
    values: [
      ...RANGE,
      given.status ?? null,
      given.agent_number ?? null,
      given.caller ?? null,
      given.service ?? null,
      given.offset ?? 0,
      given.order ?? 'desc',
      given.after?.[0] ?? null,
      given.after?.[1] ?? null,
    ],
  });
const LISTS: Parameters<typeof list>[0][] = [
  {},
  { order: 'asc' },
  { offset: 3000 },
  { status: 'BUSY' },
  { status: 'BUSY', order: 'asc' },
  { status: 'NEVER' },
  { agent_number: AGENTS[0]! },
  { agent_number: AGENTS[0]!, status: 'BUSY' },
  { agent_number: AGENTS[1]!, offset: 200 },
  { service: 'OBD' },
  { service: 'Click2Call', status: 'ANSWER', offset: 10 },
  { caller: '5550001001' },
  { after: [new Date(START + 30 * DAY), 'c1'] },
];

describe('the raw rows are read by index', () => {
  it('with plans made while the tables were empty, too', async () => {
    await client.query('vacuum (analyze)');
    // Each statement often enough to be planned for good.
    for (let n = 0; n < 7; n++) {
      await dashboard();
      for (const each of LISTS) await list(each);
      await upsertCallLogs(client as unknown as pg.PoolClient, [legs(1, 900_000 + n)[0]!]);
      await upsertCallLogs(client as unknown as pg.PoolClient, [{ ...legs(1, 900_000 + n)[0]!, notes: 'x' }]);
      await client.query('delete from public.kaleyra_call_logs');
    }
    const rows = legs(2400, 0);
    for (let first = 0; first < rows.length - 900; first += 900)
      await upsertCallLogs(client as unknown as pg.PoolClient, rows.slice(first, first + 900));
    const last = rows.slice(-900);
    const insert = await readsOf(() => upsertCallLogs(client as unknown as pg.PoolClient, last));
    const unchanged = await readsOf(() => upsertCallLogs(client as unknown as pg.PoolClient, last));
    const update = await readsOf(() =>
      upsertCallLogs(
        client as unknown as pg.PoolClient,
        last.map((row) => ({ ...row, status: `${row.status}.`, service: 'OBD' })),
      ),
    );
    await upsertCallLogs(client as unknown as pg.PoolClient, last);
    // A few look-ups per leg given, however many there are.
    for (const reads of [insert, unchanged, update]) {
      expect(reads.seq_scan).toBe(0);
      expect(reads.idx_tup_read).toBeLessThan(900 * 5);
    }
    const reads = await readsOf(async () => {
      await dashboard();
      for (const each of LISTS) await list(each);
    });
    expect(reads.seq_scan).toBe(0);
  });

  it('and few of them', async () => {
    const { rows } = await client.query('select count(*)::integer as n from public.kaleyra_call_logs');
    expect(rows[0].n).toBeGreaterThan(5000);
    expect((await readsOf(dashboard)).idx_tup_read).toBeLessThan(100);
    for (const each of LISTS) {
      const reads = await readsOf(() => list(each));
      // Rare matches cost a first look at the newest 2,000; then only the places that hold one are read.
      const bound = each.caller ? 4000 : each.status === 'BUSY' || each.status === 'NEVER' || each.service ? 3500 : 300;
      expect({ ...each, ...reads, within: reads.idx_tup_read < bound && reads.seq_scan === 0 }).toEqual({
        ...each,
        ...reads,
        within: true,
      });
    }
  });
});
