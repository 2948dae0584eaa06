import { type Answer, startTestApp, type TestApp } from '../support/app.js';

interface Entry {
  id: number;
  at: string;
  actor_id: string | null;
  actor_kind: string;
  action: string;
  entity_type: string;
  entity_id: string;
  before: { name?: string } | null;
  after: { name?: string } | null;
  request_id: string;
}
interface Page {
  data: Entry[];
  total: number;
  next_cursor: string | null;
  code: string;
  details: { field: string }[];
}

const ROWS = 100_000;
let product: TestApp;
let made: Answer<{ id: string }>;
let me: string;

const list = async (query: string) => (await product.call<Page>('GET', `/activity-log?${query}`)).body;

beforeAll(async () => {
  product = await startTestApp();
  me = (await product.call<{ id: string }>('GET', '/auth/me')).body.id;
  made = await product.call<{ id: string }>('POST', '/roles', { body: { name: 'watched' } });
  await product.call('PUT', `/roles/${made.body.id}/modules`, { body: { modules: [{ module_key: 'calls', can_view: true }] } });
  // A past of 100,000 entries: one a minute, backwards from a day ago.
  await product.database.pool.query(
    `insert into activity_log (at, actor_id, actor_kind, action, entity_type, entity_id, after, request_id)
     select now() - interval '1 day' - (${ROWS} - n) * interval '1 minute',
       case when n % 3 > 0 then ('00000000-0000-4000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid end,
       (array['system', 'user', 'api_key'])[n % 3 + 1], (array['insert', 'update', 'delete', 'access'])[n % 4 + 1],
       'things_' || n % 20, 'thing-' || n % 5000, jsonb_build_object('n', n), 'past-request-' || n / 2
     from generate_series(1, ${ROWS}) n`,
  );
  await product.database.pool.query('vacuum analyze activity_log');
});
afterAll(() => product.close());

describe('GET /activity-log', () => {
  it('tells who did what, in which request, with before and after', async () => {
    const { data, total } = await list(`entity_type=roles&entity_id=${made.body.id}`);
    expect(total).toBe(1);
    expect(data[0]).toMatchObject({
      actor_id: me,
      actor_kind: 'user',
      action: 'insert',
      before: null,
      after: { name: 'watched' },
      request_id: made.headers.get('x-request-id'),
    });
    expect((await product.call<Entry>('GET', `/activity-log/${data[0]!.id}`)).body).toEqual(data[0]);
  });

  it.each([
    ['actor_id=00000000-0000-4000-8000-000000000007', "actor_id = '00000000-0000-4000-8000-000000000007'"],
    ['actor_kind=api_key', "actor_kind = 'api_key'"],
    ['action=access', "action = 'access'"],
    ['entity_type=things_3', "entity_type = 'things_3'"],
    ['entity_id=thing-17', "entity_id = 'thing-17'"],
    ['request_id=past-request-21', "request_id = 'past-request-21'"],
    ['search=ccess', "(action ilike '%ccess%' or entity_type ilike '%ccess%')"],
    ['search=THINGS_1', "(action ilike '%things\\_1%' or entity_type ilike '%things\\_1%')"],
    ['actor_kind=user&action=update&entity_type=things_1', "actor_kind = 'user' and action = 'update' and entity_type = 'things_1'"],
  ])('filters by %s', async (query, condition) => {
    const { rows } = await product.database.pool.query<{ id: string }>(`select id from activity_log where ${condition} order by id desc`);
    const { data, total } = await list(`${query}&limit=20`);
    expect(total).toBe(rows.length);
    expect(data.map((entry) => entry.id)).toEqual(rows.slice(0, 20).map((row) => Number(row.id)));
  });

  it('takes business days, the last one included, and instants', async () => {
    const day = (
      await product.database.pool.query<{ day: string; n: string }>(
        `select to_char(at at time zone 'Asia/Kolkata', 'YYYY-MM-DD') as day, count(*) as n from activity_log
          where at < now() - interval '3 days' group by 1 having count(*) = 1440 order by 1 desc limit 1`,
      )
    ).rows[0]!;
    expect((await list(`from=${day.day}&to=${day.day}`)).total).toBe(1440);
    const [from, to] = [`${day.day}T10:00:00%2B05:30`, `${day.day}T11:00:00%2B05:30`];
    expect((await list(`from=${from}&to=${to}`)).total).toBe(60);
    expect((await list(`from=${from}`)).total + (await list(`to=${from}`)).total).toBe((await list('')).total);
    for (const [query, field] of [
      ['from=yesterday', 'from'],
      ['to=2026-02-30', 'to'],
      [`from=${to}&to=${from}`, 'to'],
    ]) {
      const refused = await list(query!);
      expect([refused.code, refused.details[0]!.field]).toEqual(['validation_failed', field]);
    }
  });

  it('walks by cursor in both directions without losing or repeating an entry', async () => {
    for (const order of ['asc', 'desc']) {
      const seen: number[] = [];
      let cursor: string | null = '';
      do {
        const page: Page = await list(
          `entity_type=things_5&action=update&limit=200&order=${order}&cursor=${cursor}`.replace(/&cursor=$/, ''),
        );
        seen.push(...page.data.map((entry) => entry.id));
        expect(page.total).toBe(ROWS / 20);
        cursor = page.next_cursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(ROWS / 20);
      // As numbers, not as text.
      expect(seen).toEqual([...seen].sort((one, other) => (order === 'asc' ? one - other : other - one)));
    }
  });

  it('exports what the list shows', async () => {
    const { text, headers } = await product.call('GET', '/activity-log?entity_id=thing-18&limit=1', { headers: { accept: 'text/csv' } });
    const lines = text.trim().split('\r\n');
    expect([headers.get('content-type'), lines[0], lines.length]).toEqual([
      'text/csv; charset=utf-8',
      'id,at,actor_id,actor_kind,action,entity_type,entity_id,before,after,request_id,note',
      ROWS / 5000 + 1,
    ]);
  });

  it('is for supervisors and admins', async () => {
    for (const [as, status] of [
      ['supervisor', 200],
      ['agent', 403],
      ['viewer', 403],
    ] as const) {
      expect((await product.call('GET', '/activity-log?limit=1', { as })).status).toBe(status);
    }
    expect((await product.call<Page>('GET', '/activity-log/999999999')).body.code).toBe('not_found');
    expect((await product.call<Page>('GET', '/activity-log/x')).status).toBe(400);
    expect((await product.call('DELETE', '/activity-log/1')).status).toBe(404);
  });
});

describe('the activity log', () => {
  it.each([
    ['PATCH', { action: 'forged' }],
    ['DELETE', undefined],
  ])('is not changed by %s through PostgREST, service role included', async (method, body) => {
    const { restUrl, serviceRoleKey, pool } = product.database;
    const before = (await pool.query('select count(*), max(action) from activity_log')).rows;
    const response = await fetch(`${restUrl}/activity_log?id=gt.0`, {
      method,
      headers: { authorization: `Bearer ${serviceRoleKey}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    expect(response.status).toBe(403);
    expect((await pool.query('select count(*), max(action) from activity_log')).rows).toEqual(before);
  });

  /** What PostgREST asks for a page. */
  const page = (condition: string) =>
    `select * from activity_log where ${condition} order by ${condition.startsWith('at') ? 'at desc, id desc' : 'id desc'} limit 51`;

  it.each([
    "actor_id = '00000000-0000-4000-8000-000000000007'",
    "actor_kind = 'api_key'",
    "action = 'access'",
    "entity_type = 'things_3'",
    "entity_id = 'thing-17'",
    "entity_type = 'roles' and entity_id = 'x'",
    "request_id = 'past-request-21'",
    "at >= now() - interval '40 days' and at < now() - interval '39 days'",
    "action ilike '%ccess%' or entity_type ilike '%ccess%'",
    "action ilike '%nowhere%' or entity_type ilike '%nowhere%'",
    'id < 5000',
    "actor_kind = 'user' and id < 5000",
  ])('finds %s by an index, and few rows in vain', async (condition) => {
    const { rows } = await product.database.pool.query(`explain (analyze, buffers, format json) ${page(condition)}`);
    const plan = JSON.stringify(rows[0]['QUERY PLAN'][0]);
    expect(plan).not.toContain('"Seq Scan"');
    const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = rows[0]['QUERY PLAN'][0].Plan;
    // The table has about 2,000 blocks.
    expect(hit + read).toBeLessThan(400);
    if (/kind|action =|ilike '%ccess/.test(condition)) return;
    // What most rows match has to be counted; the rest is found by its index for the total too.
    const count = await product.database.pool.query(`explain (format json) select count(*) from activity_log where ${condition}`);
    expect(JSON.stringify(count.rows[0]['QUERY PLAN'])).not.toContain('"Seq Scan"');
  });
});
