import { JobsService } from '../../src/common/jobs/jobs.service.js';
import { syncCallLogs } from '../../src/kaleyraVoice/kaleyraVoice.jobs.js';
import type { CallDashboardOverviewDto, CallLogDto } from '../../src/kaleyraVoice/dto/callDashboard.dto.js';
import type { CallReconcileResultDto, CallSyncResultDto, CallSyncRunDto } from '../../src/kaleyraVoice/dto/callSync.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

interface Refusal {
  code: string;
  message: string;
  details?: Record<string, unknown> & { field?: string }[];
}
interface List {
  data: CallLogDto[];
  total: number;
  next_cursor: string | null;
}

/** Where others reach the product, behind their proxy. */
const PUBLIC_URL = 'https://desk.example.com/api';
const DAY_MS = 86_400_000;
const day = (days_ago: number) =>
  new Date(Date.now() + 5.5 * 3_600_000 - days_ago * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');
/** That day, or the one before when it is a Sunday: then a provider has hardly a call. */
const workingDay = (days_ago: number) => day(new Date(day(days_ago)).getDay() === 0 ? days_ago + 1 : days_ago);
const wholeWeek = { from_date: day(8), to_date: day(0) };

let product: TestApp;
const sync = (body: object = {}) => product.call<CallSyncResultDto & Refusal>('POST', '/calls/sync', { body });
const week = async () => (await product.call<CallDashboardOverviewDto>('GET', '/calls/dashboard/overview?range=7d')).body;
const stored = async () => Number((await product.database.pool.query('select count(*) as rows from kaleyra_call_logs')).rows[0].rows);

describe('the week of the source documents', () => {
  beforeAll(async () => {
    product = await startTestApp({ sandbox: { profile: 'seed_week' }, environment: { PUBLIC_URL } });
  });
  afterAll(() => product.close());

  it('is fetched whole', async () => {
    const { status, body } = await sync(wholeWeek);
    expect(status).toBe(200);
    expect(body).toMatchObject({ synced: 2088, status: 'ok', inserted: 2088, updated: 0, unchanged: 0, rejected: 0 });
  });

  it('gives a dashboard that equals the books of the provider', async () => {
    const overview = await week();
    const books = product.sandbox.books({ from: overview.start_date, to: overview.end_date });
    expect(Object.fromEntries(overview.status_breakdown.map(({ status, count }) => [status, count]))).toEqual({
      ANSWER: 1233,
      NOANSWER: 313,
      'ANSWERED-B': 190,
      FAILED: 138,
      'ANSWERED-A': 99,
      CANCEL: 88,
      ACCEPTED: 16,
      FORWARDED: 7,
      BUSY: 2,
      CONGESTION: 2,
    });
    expect(overview.call_volume).toEqual({
      ...books.legs,
      customer_calls: books.calls.customer_calls,
      customer_calls_answered: books.calls.answered,
      customer_calls_missed: books.calls.missed,
      customer_calls_not_forwarded: books.calls.not_forwarded,
    });
    expect(overview.call_volume).toMatchObject({ total: 2088, incoming: 1231, forwarded: 825, click2call: 32, other: 0 });
    const byNumber = (a: { agent_number: string }, b: { agent_number: string }) => a.agent_number.localeCompare(b.agent_number);
    expect([...overview.agent_stats].sort(byNumber)).toEqual(
      [...books.agents].sort(byNumber).map((agent) => ({ ...agent, agent_name: null })),
    );
    expect(overview.daily_volume.filter(({ total }) => total > 0)).toEqual(books.daily);
    expect(overview.last_synced_at).not.toBeNull();
  });

  it('agrees with itself: agents, days, statuses, list and CSV', async () => {
    const { call_volume, agent_stats, daily_volume, status_breakdown } = await week();
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(agent_stats.map((agent) => agent.total_calls))).toBe(call_volume.forwarded);
    for (const agent of agent_stats) expect(agent.calls_answered + agent.missed_calls + agent.other_calls).toBe(agent.total_calls);
    expect(sum(daily_volume.map(({ total }) => total))).toBe(call_volume.total);
    expect(sum(status_breakdown.map(({ count }) => count))).toBe(call_volume.total);
    const list = await product.call<List>('GET', '/calls/dashboard/call-list?range=7d&service=CallForward&limit=1');
    expect(list.body.total).toBe(call_volume.forwarded);
    const csv = await product.call('GET', '/calls/dashboard/call-list?range=7d&service=CallForward', { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text.trim().split('\n')).toHaveLength(call_volume.forwarded + 1);
  });

  it('names known agents', async () => {
    const number = (await week()).agent_stats[0]!.agent_number;
    await product.database.pool.query('insert into agents (name, phone_number) values ($1, $2)', ['Asha (test)', number]);
    expect((await week()).agent_stats.find((agent) => agent.agent_number === number)!.agent_name).toBe('Asha (test)');
    const { body } = await product.call<List>('GET', `/calls/dashboard/call-list?range=7d&agent_number=${number}&limit=1`);
    expect(body.data[0]).toMatchObject({ agent_number: number, agent_name: 'Asha (test)', service: 'CallForward' });
  });

  it('walks the list by cursor, meeting every row once', async () => {
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const path: string = `/calls/dashboard/call-list?range=7d&limit=200${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await product.call<List>('GET', path);
      for (const row of body.data) ids.add(row.id);
      expect(body.total).toBe(2088);
      cursor = body.next_cursor;
    } while (cursor);
    expect(ids.size).toBe(2088);
  });

  it('shows recordings by a signed link only, and logs each use', async () => {
    const { body } = await product.call<List>('GET', '/calls/dashboard/call-list?range=7d&service=CallForward&status=answer');
    const row = body.data.find((entry) => entry.has_recording)!;
    expect(JSON.stringify(body)).not.toContain('solutionsinfini');
    expect(row.recording_url).toMatch(/^https:\/\/desk\.example\.com\/api\/calls\/recordings\//);
    const csv = await product.call('GET', '/calls/dashboard/call-list?range=7d&service=CallForward&status=answer&format=csv');
    expect(csv.text).toContain(row.recording_url!.split('expires=')[0]!);
    const link = row.recording_url!.slice(PUBLIC_URL.length);
    const opened = await product.call('GET', link, { as: null });
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^audio\//)]);
    expect(
      (await product.call('GET', link.replace(/signature=./, 'signature=0').replace(/expires=\d/, 'expires=9'), { as: null })).status,
    ).toBe(403);
    const { rows } = await product.database.pool.query(
      `select actor_id from activity_log where entity_type = 'kaleyra_call_recordings' and entity_id = $1`,
      [row.id],
    );
    expect(rows).toEqual([{ actor_id: (await product.call<{ id: string }>('GET', '/auth/me')).body.id }]);
  });

  it('plays a part of a recording', async () => {
    const { body } = await product.call<List>('GET', '/calls/dashboard/call-list?range=7d&service=CallForward&status=answer');
    const link = body.data.find((entry) => entry.has_recording)!.recording_url!.slice(PUBLIC_URL.length);
    const ask = async (range?: string) => {
      const { status, headers, text } = await product.call('GET', link, { as: null, headers: range ? { range } : {} });
      const named = ['content-range', 'content-length', 'accept-ranges'].map((name) => headers.get(name));
      return { text, seen: [status, ...named] };
    };
    const whole = await ask();
    expect(whole.seen).toEqual([200, null, '16044', 'bytes']);
    const part = await ask('bytes=0-3');
    expect([part.text, ...part.seen]).toEqual(['RIFF', 206, 'bytes 0-3/16044', '4', 'bytes']);
    expect((await ask('bytes=16000-')).seen).toEqual([206, 'bytes 16000-16043/16044', '44', 'bytes']);
    expect((await ask('bytes=20000-')).seen.slice(0, 2)).toEqual([416, 'bytes */16044']);
  });

  it('is not written again when nothing changed', async () => {
    const before = (await product.database.pool.query('select id, xmin::text, ctid::text from kaleyra_call_logs order by id')).rows;
    expect((await sync(wholeWeek)).body).toMatchObject({ synced: 2088, inserted: 0, updated: 0, unchanged: 2088 });
    expect((await product.database.pool.query('select id, xmin::text, ctid::text from kaleyra_call_logs order by id')).rows).toEqual(
      before,
    );
  });

  it('takes late corrections', async () => {
    const corrected = product.sandbox.correct({
      count: 7,
      from: new Date(Date.now() - 6 * DAY_MS).toISOString(),
      to: new Date().toISOString(),
    });
    expect((await sync(wholeWeek)).body).toMatchObject({ inserted: 0, updated: corrected.length });
    const overview = await week();
    const books = product.sandbox.books({ from: overview.start_date, to: overview.end_date });
    expect(Object.fromEntries(overview.status_breakdown.map(({ status, count }) => [status, count]))).toEqual(books.by_status);
  });

  it('is compared with the provider and healed', async () => {
    const newest = product.sandbox.rows({ from: new Date(Date.now() - 5 * DAY_MS).toISOString(), to: new Date().toISOString() });
    const [missing, changed, extra] = [newest[3]!.id, newest[5]!.id, newest[9]!.id];
    await product.database.pool.query('delete from kaleyra_call_logs where id = $1', [missing]);
    await product.database.pool.query('update kaleyra_call_logs set billsec = billsec + 1 where id = $1', [changed]);
    product.sandbox.remove([extra]);
    const dry = await product.call('POST', '/calls/reconcile', { body: { ...wholeWeek, dry_run: true } });
    expect(dry.body).toMatchObject({ missing: [missing], changed: [changed], extra: [extra], healed: false });
    expect((await product.call('POST', '/calls/reconcile', { body: wholeWeek })).body).toMatchObject({
      missing_count: 1,
      changed_count: 1,
      extra_count: 1,
      healed: true,
    });
    expect((await product.call('POST', '/calls/reconcile', { body: wholeWeek })).body).toMatchObject({
      missing_count: 0,
      changed_count: 0,
      extra_count: 0,
    });
    const overview = await week();
    expect(overview.call_volume.total).toBe(product.sandbox.books({ from: overview.start_date, to: overview.end_date }).legs.total);
    const { rows } = await product.database.pool.query(`select before from activity_log where action = 'reconcile_remove'`);
    expect(rows).toEqual([{ before: expect.objectContaining({ id: extra }) }]);
    expect(JSON.stringify(rows)).not.toContain('solutionsinfini');
  });

  it('deletes nothing on an answer without rows, or with rows that cannot be read', async () => {
    const before = await stored();
    const yesterday = { from_date: day(1), to_date: day(1) };
    product.sandbox.faults.add({ kind: 'data_empty_string', times: 0 });
    const empty = await product.call<CallReconcileResultDto>('POST', '/calls/reconcile', { body: yesterday });
    expect(empty.body.extra_count).toBeGreaterThan(0);
    expect(empty.body.extra_kept_count).toBe(empty.body.extra_count);
    product.sandbox.faults.clear();
    const hidden = product.sandbox.rows({ from: new Date(Date.now() - 2 * DAY_MS).toISOString(), to: new Date().toISOString() })[0]!;
    product.sandbox.remove([hidden.id]);
    product.sandbox.faults.add({ kind: 'bad_row', times: 0 });
    await product.call('POST', '/calls/reconcile', { body: { from_date: day(2), to_date: day(0) } });
    product.sandbox.faults.clear();
    expect(await stored()).toBe(before);
    expect((await product.database.pool.query('select 1 from kaleyra_reconcile_rows')).rows).toEqual([]);
  });
});

describe('a sync', () => {
  beforeAll(async () => {
    product = await startTestApp({ sandbox: { rows_per_day: 450 }, kaleyra: { KALEYRA_TIMEOUT_SECONDS: 0.4 } });
  });
  afterAll(() => product.close());
  beforeEach(() => product.sandbox.faults.clear());

  const dashboardEqualsBooks = async (from: string, to: string) => {
    const range = `range=custom&start_date=${from.replaceAll('/', '-')}&end_date=${to.replaceAll('/', '-')}`;
    const { body } = await product.call<CallDashboardOverviewDto>('GET', `/calls/dashboard/overview?${range}`);
    const books = product.sandbox.books({ from: body.start_date, to: body.end_date });
    expect({ ...body.call_volume }).toMatchObject(books.legs);
    expect(books.legs.total).toBeGreaterThan(0);
  };

  it('covers yesterday and today when not told', async () => {
    const { body } = await sync();
    const run = (await product.call<CallSyncRunDto>('GET', `/calls/sync/runs/${body.run_id}`)).body;
    expect(run).toMatchObject({
      state: 'succeeded',
      trigger: 'manual',
      from_date: day(1).replaceAll('/', '-'),
      to_date: day(0).replaceAll('/', '-'),
    });
  });

  it.each([
    ['from_date', { from_date: '24-02-2026' }],
    ['from_date', { from_date: '2026/02/31' }],
    ['to_date', { from_date: day(1), to_date: day(3) }],
    ['to_date', { from_date: '2016/01/01', to_date: day(0) }],
    ['to_date', { from_date: day(1), to_date: '2099/01/01' }],
    ['days', { days: 7 }],
  ])('refuses a bad %s: %j', async (field, body) => {
    const answer = await sync(body);
    expect([answer.status, answer.body.code, (answer.body.details as { field?: string }[]).map((fault) => fault.field)]).toEqual([
      400,
      'validation_failed',
      [field],
    ]);
  });

  it('is joined by a second request for the same days', async () => {
    product.sandbox.faults.add({ kind: 'slow', ms: 150, times: 3 });
    const both = await Promise.all([sync({ from_date: day(2), to_date: day(2) }), sync({ from_date: day(2), to_date: day(2) })]);
    expect(both[0]!.body.run_id).toBe(both[1]!.body.run_id);
  });

  it.each([
    ['rows under another name', { kind: 'records_container', times: 0 }],
    ['an object for an array', { kind: 'data_object', times: 0 }],
    ['a page that shifts under the pull', { kind: 'page_shift', times: 2 }],
    ['a row twice on a page', { kind: 'duplicate_row', times: 2 }],
    ['numbers as text', { kind: 'string_duration', times: 0 }],
    ['a page that comes again', { kind: 'repeat_page', page: 2, times: 1 }],
    ['a short failure', { kind: 'status', status: 500, times: 1 }],
    ['a brake', { kind: 'rate_limit', retry_after: 0, times: 1 }],
  ] as const)('takes %s, and ends equal to the provider', async (_name, fault) => {
    product.sandbox.faults.add(fault);
    const answer = await sync({ from_date: workingDay(3), to_date: workingDay(3) });
    expect(answer.body).toMatchObject({ status: 'ok' });
    product.sandbox.faults.clear();
    await sync({ from_date: workingDay(3), to_date: workingDay(3) });
    await dashboardEqualsBooks(workingDay(3), workingDay(3));
  });

  it('keeps rows that cannot be read, and takes the others', async () => {
    product.sandbox.faults.add({ kind: 'bad_row', times: 1 });
    const { body } = await sync({ from_date: workingDay(4), to_date: workingDay(4) });
    expect(body.rejected).toBeGreaterThan(0);
    const { rows } = await product.database.pool.query('select fault from kaleyra_sync_rejects where run_id = $1', [body.run_id]);
    expect(rows).toHaveLength(body.rejected);
    await sync({ from_date: workingDay(4), to_date: workingDay(4) });
    await dashboardEqualsBooks(workingDay(4), workingDay(4));
  });

  it.each([
    ['down', { kind: 'status', status: 503, times: 0, page: 2 }, 'provider_unavailable'],
    ['silent', { kind: 'stall', times: 0, page: 2 }, 'provider_timeout'],
    ['talking nonsense', { kind: 'non_json', times: 0, page: 2 }, 'provider_protocol_error'],
    ['cutting answers short', { kind: 'truncated_json', times: 0, page: 2 }, 'provider_protocol_error'],
    ['refusing our key', { kind: 'wrong_key', times: 0, page: 2 }, 'provider_unauthorised'],
  ] as const)('with the provider %s answers 502, keeps what it has, and the next one heals', async (_name, fault, code) => {
    const range = { from_date: workingDay(5), to_date: workingDay(5) };
    await product.database.pool.query('delete from kaleyra_call_logs');
    product.sandbox.faults.add(fault);
    const failed = await sync(range);
    expect([failed.status, failed.body.code]).toEqual([502, code]);
    expect(await stored()).toBe(200);
    product.sandbox.faults.clear();
    expect((await sync(range)).body.status).toBe('ok');
    await dashboardEqualsBooks(workingDay(5), workingDay(5));
  });

  it('goes on where it was when its worker died', async () => {
    const { rows } = await product.database.pool.query(`select * from start_kaleyra_sync($1, $2, 'manual')`, [
      workingDay(6),
      workingDay(6),
    ]);
    // As a killed process leaves it: the run under way on page 2, its job held by a worker that no longer lives.
    await waitForRun(rows[0].id);
    await product.database.pool.query(
      `update kaleyra_sync_runs set state = 'running', next_page = 2, next_date = $2, finished_at = null where id = $1`,
      [rows[0].id, workingDay(6)],
    );
    await product.database.pool.query(
      `delete from kaleyra_call_logs where start_time >= $1::timestamp at time zone 'Asia/Kolkata'
        and start_time < ($1::timestamp + interval '1 day') at time zone 'Asia/Kolkata'`,
      [workingDay(6)],
    );
    product.sandbox.requests.clear();
    await product.app.get(JobsService).add(syncCallLogs, { run_id: rows[0].id });
    await waitForRun(rows[0].id);
    expect(product.sandbox.requests.list('dial').map((request) => request.params.page)).not.toContain('1');
  });

  it('gives a run that lost its job a new one', async () => {
    const range = { from_date: day(7), to_date: day(7) };
    await product.database.pool.query(
      `insert into kaleyra_sync_runs (from_date, to_date, next_date, next_page, state) values ($1, $1, $1, 1, 'running')`,
      [day(7)],
    );
    expect((await sync(range)).body).toMatchObject({ status: 'ok' });
  });

  it('without a key answers 503 and names the variable', async () => {
    const bare = await startTestApp({ kaleyra: { KALEYRA_SANDBOX: undefined } });
    try {
      const answer = await bare.call<Refusal>('POST', '/calls/sync', { body: {} });
      expect([answer.status, answer.body.code, answer.body.details]).toEqual([
        503,
        'provider_not_configured',
        { variable: 'KALEYRA_API_KEY' },
      ]);
    } finally {
      await bare.close();
    }
  });

  async function waitForRun(id: string): Promise<void> {
    await until(
      () => product.database.pool.query('select state from kaleyra_sync_runs where id = $1', [id]),
      ({ rows }) => ['succeeded', 'failed'].includes(rows[0].state as string),
    );
  }
});

describe('the call list', () => {
  beforeAll(async () => {
    product = await startTestApp();
  });
  afterAll(() => product.close());

  it.each([
    ['page', 'page=0'],
    ['limit', 'limit=10000'],
    ['service', 'service=Fax'],
    ['start_date', 'range=custom'],
    ['start_date', 'range=custom&start_date=2026-13-01&end_date=2026-12-31'],
    ['end_date', 'range=custom&start_date=2026-02-02&end_date=2026-02-01'],
    ['end_date', 'range=custom&start_date=2015-02-02&end_date=2026-02-01'],
    ['range', 'range=90d'],
    ['cursor', 'cursor=bm9wZQ'],
    ['cursor', `cursor=${Buffer.from('-5.x').toString('base64url')}`],
    ['cursor', `cursor=${Buffer.from('5.\u0000').toString('base64url')}`],
    ['agent_number', 'agent_number=Asha'],
    ['colour', 'colour=red'],
  ])('refuses a bad %s: %s', async (field, query) => {
    const answer = await product.call<Refusal>('GET', `/calls/dashboard/call-list?${query}`);
    expect([answer.status, (answer.body.details as { field?: string }[]).map((fault) => fault.field)]).toEqual([400, [field]]);
  });

  it('is empty, and the dashboard all zeros, before the first sync', async () => {
    expect((await product.call('GET', '/calls/dashboard/call-list')).body).toMatchObject({
      data: [],
      total: 0,
      page: 1,
      limit: 50,
      next_cursor: null,
    });
    const { body } = await product.call<CallDashboardOverviewDto>('GET', '/calls/dashboard/overview');
    expect(body).toMatchObject({
      call_volume: { total: 0, customer_calls: 0 },
      agent_stats: [],
      status_breakdown: [],
      last_synced_at: null,
    });
  });

  it("shows the provider's own click-to-call log", async () => {
    const { status, body } = await product.call<{ data: unknown[]; page: number }>(
      'GET',
      `/calls/logs?from_date=${day(3)}&to_date=${day(0)}&limit=5`,
    );
    expect([status, body.page]).toEqual([200, 1]);
    expect(body.data.length).toBeGreaterThan(0);
  });
});
