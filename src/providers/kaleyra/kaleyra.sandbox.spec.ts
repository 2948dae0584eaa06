import { canonicalStatus, parseCallLog } from './kaleyra.parser.js';
import { type KaleyraSandbox, type KaleyraSandboxOptions, type KaleyraSandboxRow, SANDBOX_AGENTS, SANDBOX_DID } from './kaleyra.sandbox.js';
import { contradictionsIn } from './sandbox/books.js';
import { ask, askPages, EVER, idsOf, NOW, startSandbox, sum, TODAY } from './specSupport.js';

const running: KaleyraSandbox[] = [];
async function start(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

describe('the week of the source documents', () => {
  it('has exactly the printed rows, whatever the seed', async () => {
    for (const seed of [1, 2, 'another']) {
      const sandbox = await start({ profile: 'seed_week', seed });
      const books = sandbox.books({ from: new Date(NOW.getTime() - 7 * 864e5).toISOString(), to: NOW.toISOString() });
      expect(books.legs).toEqual({ total: 2088, incoming: 1231, forwarded: 825, click2call: 32, other: 0 });
      expect(books.by_status).toEqual({
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
      expect(sum(books.agents.map((agent) => agent.calls_answered))).toBe(99);
      expect(sum(books.agents.map((agent) => agent.missed_calls))).toBe(528);
      expect(sum(books.agents.map((agent) => agent.other_calls))).toBe(198);
      expect(books.agents.map((agent) => agent.agent_number)).toEqual([...SANDBOX_AGENTS]);
      expect(books.agents.at(-1)).toMatchObject({ calls_answered: 0, connected_calls: 0 });
      expect(books.calls).toEqual({ customer_calls: 1263, answered: 310, missed: 247, not_forwarded: 706 });
      expect(contradictionsIn(books)).toEqual([]);
    }
  });

  it('is still whole when the last seven days are asked three hours later', async () => {
    const sandbox = await start({ profile: 'seed_week' });
    const later = NOW.getTime() + 3 * 3600e3;
    expect(
      sandbox.books({ from: new Date(later - 7 * 864e5).toISOString(), to: new Date(NOW.getTime() - 120e3).toISOString() }).legs.total,
    ).toBe(2088);
    expect(sandbox.books(EVER).legs.total).toBe(2088);
  });

  it('is whole at any hour it is started', async () => {
    for (const now of ['2026-02-24T00:00:30+05:30', '2026-02-24T03:00:00+05:30', '2026-03-01T23:59:59+05:30']) {
      const sandbox = await start({ profile: 'seed_week', now: () => new Date(now) });
      expect(sandbox.books({ from: '2026-02-01T00:00:00Z', to: now }).legs.total).toBe(2088);
    }
  });

  it('forwards a call along agents until one answers', async () => {
    const rows = (await start({ profile: 'seed_week' })).rows(EVER).reverse();
    const roots = new Map(rows.filter((row) => row.parent_id === '').map((row) => [row.id, row]));
    const tried = new Map<string, KaleyraSandboxRow[]>();
    for (const row of rows.filter((leg) => leg.parent_id !== '')) tried.set(row.parent_id, [...(tried.get(row.parent_id) ?? []), row]);
    expect(tried.size).toBe(525);
    for (const [root_id, legs] of tried) {
      const root = roots.get(root_id)!;
      expect(root).toMatchObject({ service: 'Incoming', callto: SANDBOX_DID, callfrom: legs[0]!.callfrom });
      expect(legs[0]!.start_time > root.start_time).toBe(true);
      expect(new Set(legs.map((leg) => leg.callto)).size).toBe(legs.length);
      expect(legs.slice(0, -1).some((leg) => leg.status.startsWith('ANSWER'))).toBe(false);
    }
  });
});

describe('the demo', () => {
  it('gives the same rows for the same seed, and others for another', async () => {
    const [first, second, other] = [await start(), await start(), await start({ seed: 2 })];
    expect(second.rows(EVER)).toEqual(first.rows(EVER));
    expect(other.rows(EVER)).not.toEqual(first.rows(EVER));
  });

  it('keeps a day as it was, however much later it is asked', async () => {
    const later = await start({ now: () => new Date(NOW.getTime() + 5 * 864e5) });
    const day = { from: '2026-02-20T00:00:00+05:30', to: '2026-02-21T00:00:00+05:30' };
    expect(later.rows(day)).toEqual((await start()).rows(day));
  });

  it('has about the asked volume, less on Sundays, and nothing before its history', async () => {
    const sandbox = await start({ rows_per_day: 1000, days_back: 10 });
    const by_date = new Map(sandbox.books(EVER).daily.map((day) => [day.date, day.total]));
    expect([...by_date.keys()][0]).toBe('2026-02-14');
    expect(by_date.get('2026-02-20')).toBeGreaterThan(900);
    expect(by_date.get('2026-02-20')).toBeLessThan(1100);
    expect(by_date.get('2026-02-22')).toBeLessThan(400);
    expect((await start({ rows_per_day: 0 })).rows(EVER)).toEqual([]);
  });

  it('keeps books that add up, with calls over midnight among them', async () => {
    const sandbox = await start({ rows_per_day: 600 });
    const books = sandbox.books(EVER);
    expect(contradictionsIn(books)).toEqual([]);
    const rows = sandbox.rows(EVER);
    const dates = new Map(rows.map((row) => [row.id, row.date]));
    expect(rows.some((row) => row.parent_id !== '' && dates.get(row.parent_id) !== row.date)).toBe(true);
    const days = books.daily.map(({ date }) => sandbox.books({ from: `${date}T00:00:00+05:30`, to: `${date}T24:00:00+05:30` }));
    expect(days.flatMap(contradictionsIn)).toEqual([]);
    expect(sum(days.map((day) => day.calls.customer_calls))).toBe(books.calls.customer_calls);
    expect(sum(days.map((day) => day.calls.answered))).toBe(books.calls.answered);
  });

  it('has unique ids, only invented numbers and rows the parser takes', async () => {
    const rows = (await start({ rows_per_day: 2000, days_back: 20 })).rows(EVER);
    expect(new Set(idsOf(rows)).size).toBe(rows.length);
    expect(rows.flatMap((row) => [row.callfrom, row.callto, row.caller_id]).filter((number) => !/^555\d{7}$/.test(number))).toEqual([]);
    const misread = rows.filter((row) => {
      const result = parseCallLog(row, '2020/01/01');
      if ('fault' in result) return true;
      const { start_time, recording, billsec } = result.call_log;
      return (
        start_time !== `${row.start_time.replace(' ', 'T')}+05:30` ||
        (recording === '') !== (row.recording === '') ||
        String(billsec) !== row.billsec
      );
    });
    expect(misread).toEqual([]);
    expect(rows.filter((row) => row.recording !== '').every((row) => row.service === 'CallForward' && row.recording.startsWith('//'))).toBe(
      true,
    );
    expect(new Set(rows.map((row) => row.end_time.slice(0, 4)))).toEqual(new Set(['', '0000', '2026']));
    expect(typeof rows[0]!.duration).toBe('number');
    expect(typeof rows[0]!.billsec).toBe('string');
  });

  it('sends, in time, every status that calls of this kind can have, and all are known', async () => {
    const statuses = Object.keys((await start({ rows_per_day: 10_000, days_back: 5 })).books(EVER).by_status);
    expect(statuses.length).toBeGreaterThanOrEqual(24);
    expect(statuses.filter((status) => canonicalStatus(status) === 'unknown')).toEqual([]);
  });

  it('lists a call from the second it begins', async () => {
    let now = NOW;
    const sandbox = await start({ now: () => now });
    const before = sandbox.rows(TODAY);
    expect(before[0]!.start_time <= '2026-02-24 18:00:00').toBe(true);
    now = new Date(NOW.getTime() + 3600e3);
    const after = sandbox.rows(TODAY);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(-before.length)).toEqual(before);
  });
});

describe('the listing', () => {
  it('pages through everything once, newest first', async () => {
    const sandbox = await start({ days_back: 5 });
    const pages = await askPages(sandbox, { fromdate: '0001/01/01', todate: '9000/01/01', limit: 200 });
    expect(pages.flat()).toEqual(sandbox.rows(EVER));
    expect(pages.slice(0, -1).every((page) => page.length === 200)).toBe(true);
    const keys = pages.flat().map((row) => `${row.start_time} ${row.id}`);
    expect(keys).toEqual([...keys].sort().reverse());
    const backwards = await ask(sandbox, { fromdate: '2026/02/01', limit: 200, page: 3 });
    expect(backwards.data).toEqual(pages[2]);
  });

  it('answers GET, POST, multipart and a key in the header alike', async () => {
    const sandbox = await start();
    const fields = { format: 'json', method: 'dial', fromdate: '2026/02/24', todate: '2026/02/24', page: '1', limit: '5' };
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, api_key: sandbox.api_key })) form.set(name, value);
    const answers = await Promise.all([
      fetch(`${sandbox.url}?${new URLSearchParams({ ...fields, api_key: sandbox.api_key }).toString()}`),
      fetch(sandbox.url, { method: 'POST', body: new URLSearchParams({ ...fields, api_key: sandbox.api_key }) }),
      fetch(sandbox.url, { method: 'POST', body: form }),
      fetch(sandbox.url, { method: 'POST', body: new URLSearchParams(fields), headers: { 'x-api-key': sandbox.api_key } }),
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(JSON.parse(texts[0]!).data).toHaveLength(5);
    expect(new Set(texts).size).toBe(1);
  });

  it('refuses a wrong key, an unknown method and a wrong date with HTTP 200', async () => {
    const sandbox = await start();
    expect(await ask(sandbox, { api_key: 'wrong' })).toEqual({ status: 'A401', message: 'Invalid API key', data: [] });
    expect(await ask(sandbox, { method: 'sms' })).toMatchObject({ message: 'Unknown method' });
    expect(await ask(sandbox, { fromdate: '2026-02-24' })).toMatchObject({ message: 'Invalid date' });
    expect(await ask(sandbox, { fromdate: '2026/02/31' })).toMatchObject({ message: 'Invalid date' });
  });

  it('answers plain text when the format is not asked for', async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.url}?method=dial&api_key=${sandbox.api_key}`);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('status : 200\nmessage : OK\n');
  });

  it('keeps the key out of its request log', async () => {
    const sandbox = await start({ api_key: 'very-secret' });
    await ask(sandbox);
    expect(sandbox.requests.list('dial')).toHaveLength(1);
    expect(JSON.stringify(sandbox.requests)).not.toContain('very-secret');
  });

  it('serves deep pages of big days without much work', async () => {
    const sandbox = await start({ rows_per_day: 50_000, days_back: 2 });
    const range = { fromdate: '2026/02/23', todate: '2026/02/23', limit: 200 };
    await ask(sandbox, { ...range, page: 1 });
    const before = process.cpuUsage();
    for (let page = 100; page < 150; page += 1) expect((await ask(sandbox, { ...range, page })).data).toHaveLength(200);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
