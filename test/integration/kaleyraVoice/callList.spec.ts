import { csvLine } from '../../../src/common/list/csv.js';
import { createHmac } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { callList, type Filters, type Leg, micros, readLegs } from '../../support/callFigures.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { AGENTS, CALLERS, makeCall, makeCallLog, STATUSES, upsertCallLogs, upsertInPages } from '../../support/factories/callLogs.js';

let database: TestDatabase;
let legs: Leg[];
const LOW = new Date('2026-02-01T00:00:00Z');
const HIGH = new Date('2026-02-20T00:00:00Z');

beforeAll(async () => {
  database = await createTestDatabase();
  const random = new Random(9);
  // A tenth of the calls share a few instants, so that many legs have one start_time.
  const instant = () =>
    random.chance(0.1) ? new Date(LOW.getTime() + random.int(1, 3) * 86_400_000 * 5) : new Date(random.int(LOW.getTime(), HIGH.getTime()));
  const rows = Array.from({ length: 1500 }, (_, n) => makeCall(random, n, instant)).flat();
  // BUSY only on two days, a service only once.
  for (const row of rows) if (row.status === 'BUSY' && !/^2026-02-(04|11)/.test(row.start_time)) row.status = 'CANCEL';
  await upsertInPages(database.pool, rows);
  legs = await readLegs(database.pool, 'Asia/Kolkata');
});
afterAll(() => database.drop());

interface Page {
  data: { id: string; start_time: string; [field: string]: unknown }[];
  total: number;
  page: number;
  limit: number;
  next_cursor: string | null;
}

async function getPage(given: Record<string, unknown>): Promise<Page> {
  const names = Object.keys(given);
  const { rows } = await database.pool.query(
    `select public.get_kaleyra_call_list(${names.map((name, index) => `p_${name} => $${index + 1}`).join()}, p_link_user => 'u',
      p_link_key => 'key', p_link_expires => 1800000000) as page`,
    names.map((name) => given[name]),
  );
  return JSON.parse(rows[0].page);
}

function readCursor(cursor: string): { after_time: string; after_id: string } {
  const [at, ...id] = Buffer.from(cursor, 'base64url').toString().split('.');
  return { after_time: `${new Date(Number(at) / 1000).toISOString().slice(0, -1)}${at!.slice(-3)}Z`, after_id: id.join('.') };
}

function randomFilters(random: Random): Filters {
  const filters: Filters = {};
  if (random.chance(0.35)) filters.service = random.pick(['Incoming', 'CallForward', 'Click2Call', 'OBD', 'Nothing']);
  if (random.chance(0.35)) filters.agent_number = random.pick([...AGENTS, '0000000000']);
  if (random.chance(0.5)) filters.status = random.pick([...STATUSES, 'BUSY', 'BUSY', 'NEVER']);
  if (random.chance(0.2)) filters.caller = random.pick([...CALLERS, '1']);
  return filters;
}

function randomRange(random: Random): [Date, Date] {
  const instant = () => {
    if (random.chance(0.2)) return random.pick([new Date('2025-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')]);
    const at = random.int(LOW.getTime(), HIGH.getTime());
    return new Date(random.chance(0.5) ? at - (at % 900_000) : at);
  };
  const [start, end] = [instant(), instant()].sort((a, b) => a.getTime() - b.getTime());
  return [start!, end!];
}

describe('get_kaleyra_call_list', () => {
  it('shows the page, and counts the total, that the raw rows have', async () => {
    const random = new Random(51);
    for (let n = 0; n < 150; n++) {
      const filters = randomFilters(random);
      const [start, end] = random.chance(0.3) ? [LOW, HIGH] : randomRange(random);
      const order = random.pick(['asc', 'desc'] as const);
      const limit = random.pick([1, 3, 10, 50, 200]);
      const expected = callList(legs, start, end, filters, order);
      const offset = random.pick([0, 0, 1, 7, 60, 400, 1500, Math.max(0, expected.length - 2)]);
      const page = await getPage({ start, end, ...filters, order, limit, offset });
      const case_ = { n, start, end, ...filters, order, limit, offset };
      expect({ case_, ids: page.data.map((row) => row.id), total: page.total }).toEqual({
        case_,
        ids: expected.slice(offset, offset + limit),
        total: expected.length,
      });
      expect({ case_, more: page.next_cursor !== null }).toEqual({ case_, more: expected.length > offset + limit });
    }
  });

  it('walks through all rows by cursor, each once', async () => {
    const random = new Random(52);
    for (let n = 0; n < 14; n++) {
      const filters = n === 0 ? {} : randomFilters(random);
      const [start, end] = n < 3 ? [LOW, HIGH] : randomRange(random);
      const order = random.pick(['asc', 'desc'] as const);
      const expected = callList(legs, start, end, filters, order);
      const limit = Math.max(random.pick([7, 50, 200]), Math.ceil(expected.length / 12));
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Page = await getPage({ start, end, ...filters, order, limit, ...(cursor ? readCursor(cursor) : {}) });
        expect(page.total).toBe(expected.length);
        seen.push(...page.data.map((row) => row.id));
        cursor = page.next_cursor;
      } while (cursor && seen.length <= expected.length);
      expect({ n, filters, order, limit, seen }).toEqual({ n, filters, order, limit, seen: expected });
    }
  });

  it('goes on after a leg that is gone meanwhile', async () => {
    const all = callList(legs, LOW, HIGH, {}, 'desc');
    const at = legs.find((leg) => leg.id === all[20])!.at;
    const page = await getPage({ start: LOW, end: HIGH, limit: 5, after_time: new Date(at / 1000).toISOString(), after_id: `${all[20]}~` });
    expect(page.data.map((row) => row.id)).toEqual(all.slice(20, 25));
  });

  it('keeps its pages where days cannot be cut', async () => {
    await database.pool.query(`update public.kaleyra_settings set timezone = 'America/St_Johns'`);
    const random = new Random(53);
    const night = Date.parse('2006-10-29T02:31:00Z');
    await upsertInPages(
      database.pool,
      Array.from({ length: 150 }, (_, n) => makeCall(random, n + 90_000, () => new Date(night + random.int(-40, 40) * 1_800_000))).flat(),
    );
    const all = await readLegs(database.pool, 'America/St_Johns');
    const [start, end] = [new Date(night - 86_400_000), new Date(night + 86_400_000)];
    for (const filters of [{}, { status: 'ANSWER' }, { agent_number: AGENTS[0] }, { agent_number: AGENTS[1], status: 'NOANSWER' }]) {
      for (const order of ['asc', 'desc'] as const) {
        const expected = callList(all, start, end, filters, order);
        for (const offset of [0, 5, 11, 25, 60]) {
          const page = await getPage({ start, end, ...filters, order, limit: 6, offset });
          expect({ filters, order, offset, ids: page.data.map((row) => row.id), total: page.total }).toEqual({
            filters,
            order,
            offset,
            ids: expected.slice(offset, offset + 6),
            total: expected.length,
          });
        }
      }
    }
    await database.pool.query(`delete from public.kaleyra_call_logs where start_time < '2007-01-01'`);
    await database.pool.query(`update public.kaleyra_settings set timezone = 'Asia/Kolkata'`);
  });
});

describe('a row of the list', () => {
  const at = '2026-03-15T10:00:00.123Z';
  beforeAll(async () => {
    await database.pool.query(`insert into public.agents (name, phone_number) values ('Asha "A" O''Neil', $1)`, [AGENTS[0]]);
    await upsertCallLogs(database.pool, [
      makeCallLog({
        id: 'root"1',
        start_time: at,
        end_time: '2026-03-15T10:05:00Z',
        duration: 300,
        notes: 'a "quoted"\nline, ₹',
        custom: '=1+1',
        credits: '2',
      }),
      makeCallLog({
        id: 'leg1',
        parent_id: 'root"1',
        service: 'CallForward',
        callto: AGENTS[0]!,
        status: 'ANSWER',
        billsec: 61,
        start_time: '2026-03-15T10:00:01Z',
        recording: 'https://x/1',
      }),
      makeCallLog({
        id: 'leg2',
        parent_id: 'root"1',
        service: 'CallForward',
        callto: AGENTS[1]!,
        status: 'BUSY',
        start_time: '2026-03-15T10:00:02Z',
        location: '-12.5',
        provider: '+',
        uniqid: '@x',
      }),
    ]);
  });
  const MARCH = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };

  it('has every field under its name', async () => {
    const page = await getPage({ ...MARCH, order: 'asc', page: 4 });
    expect({ ...page, data: [] }).toEqual({ data: [], total: 3, page: 4, limit: 50, next_cursor: null });
    const [root, leg1, leg2] = page.data;
    expect(root).toEqual({
      id: 'root"1',
      call_id: 'root"1',
      parent_id: '',
      callfrom: CALLERS[0],
      callto: '5558000001',
      start_time: expect.any(String),
      end_time: expect.any(String),
      duration: 300,
      billsec: 0,
      status: 'ANSWER',
      service: 'Incoming',
      location: 'MADHYA PRADESH',
      provider: 'JIO',
      caller_id: '5558000001',
      agent_number: '',
      agent_name: null,
      notes: 'a "quoted"\nline, ₹',
      custom: '=1+1',
      credits: '2',
      has_recording: false,
      recording_url: null,
      synced_at: expect.any(String),
    });
    expect(root!.start_time).toMatch(/^2026-03-15T10:00:00\.123\+00:00$/);
    expect(leg1).toMatchObject({
      call_id: 'root"1',
      agent_number: AGENTS[0],
      agent_name: 'Asha "A" O\'Neil',
      has_recording: true,
      end_time: null,
    });
    expect(leg2).toMatchObject({ agent_number: AGENTS[1], agent_name: null, has_recording: false, recording_url: null });
  });

  it('links its recording with a signature of its own, never with the address', async () => {
    const page = await getPage({ ...MARCH, order: 'asc' });
    const signature = createHmac('sha256', 'key').update('leg1').digest('hex');
    expect(page.data[1]!.recording_url).toBe(`/calls/recordings/leg1?user=u&expires=1800000000&signature=${signature}`);
    expect(JSON.stringify(page)).not.toContain('//x/1');
  });

  it('is found again by its cursor', async () => {
    const page = await getPage({ ...MARCH, order: 'asc', limit: 1 });
    expect(Buffer.from(page.next_cursor!, 'base64url').toString()).toBe(`${micros(new Date(at))}.root"1`);
    expect((await getPage({ ...MARCH, order: 'asc', limit: 1, ...readCursor(page.next_cursor!) })).data[0]!.id).toBe('leg1');
  });

  it('is the same for a file, where no cell becomes a formula', async () => {
    const { rows } = await database.pool.query(
      `select * from public.get_kaleyra_call_rows(p_start => $1, p_end => $2, p_order => 'asc', p_link_user => 'u', p_link_key => 'key',
        p_link_expires => 1800000000)`,
      [MARCH.start, MARCH.end],
    );
    const page = await getPage({ ...MARCH, order: 'asc' });
    const columns = (row: object) => Object.keys(row).sort();
    expect(rows.map(columns)).toEqual(page.data.map(columns));
    expect(rows.map((row) => row.id)).toEqual(page.data.map((row) => row.id));
    expect(rows.map((row) => row.recording_url)).toEqual(page.data.map((row) => row.recording_url));
    expect(rows[0].custom).toBe(`'=1+1`);
    expect(rows[2]).toMatchObject({ location: '-12.5', provider: `'+` });
    const cells = [
      '=1',
      '+1',
      '-1',
      '@a',
      '\ta',
      '\ra',
      'a=1',
      '+915550100001',
      '-1.5',
      '-1-1',
      '',
      '1',
      '\n=1',
      '＝1',
      '＠a',
      '\uFEFF=1',
      "'=1",
    ];
    const { rows: safe } = await database.pool.query('select public.csv_cell(c) as c from unnest($1::text[]) c', [cells]);
    const plain = ['+1', '-1', 'a=1', '+915550100001', '-1.5', '', '1'];
    expect(safe.map((row) => row.c)).toEqual(cells.map((cell) => (plain.includes(cell) ? cell : `'${cell}`)));
  });

  it('writes lists and objects into a cell as the API does', async () => {
    const values = [
      ['a', 2, null, true],
      [],
      {},
      [
        { name: 'Rao, Asha', email: 'a@example.com' },
        { name: '', email: 'b@example.com' },
      ],
      { to: ['a', { b: 1 }], code: 'date_missing' },
      { name: 'Asha', email: 'a@example.com', phone: '1' },
      'plain "text"',
      null,
    ];
    const { rows } = await database.pool.query('select public.csv_cell(public.csv_text(v)) as c from unnest($1::jsonb[]) v', [
      values.map((value) => JSON.stringify(value)),
    ]);
    const unquoted = (line: string) =>
      line
        .slice(0, -2)
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"');
    expect(rows.map((row) => row.c)).toEqual(values.map((value) => unquoted(csvLine([value]))));
  });

  it('is in the file as the filters say', async () => {
    const random = new Random(54);
    for (let n = 0; n < 30; n++) {
      const filters = randomFilters(random);
      const order = random.pick(['asc', 'desc'] as const);
      const [start, end] = randomRange(random);
      const { rows } = await database.pool.query(
        `select id from public.get_kaleyra_call_rows(p_start => $1, p_end => $2, p_service => $3, p_agent_number => $4, p_status => $5,
          p_caller => $6, p_order => $7)`,
        [start, end, filters.service ?? null, filters.agent_number ?? null, filters.status ?? null, filters.caller ?? null, order],
      );
      const march = await readLegs(database.pool, 'Asia/Kolkata');
      expect(rows.map((row) => row.id)).toEqual(callList(march, start, end, filters, order));
    }
  });
});
