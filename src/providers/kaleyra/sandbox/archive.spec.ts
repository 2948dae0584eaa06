import { type KaleyraSandbox, type KaleyraSandboxOptions, SANDBOX_AGENTS } from '../kaleyra.sandbox.js';
import { askPages, EVER, idsOf, startSandbox, TODAY } from '../specSupport.js';
import { contradictionsIn } from './books.js';

const running: KaleyraSandbox[] = [];
async function start(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

describe('history that changes', () => {
  it('corrects rows the same way in the same order', async () => {
    const [one, two] = [await start(), await start()];
    const before = new Map(one.rows(EVER).map((row) => [row.id, row]));
    const corrected = one.correct({ count: 20 });
    expect(two.correct({ count: 20 })).toEqual(corrected);
    expect(new Set(idsOf(corrected)).size).toBe(20);
    for (const row of corrected) {
      const was = before.get(row.id)!;
      expect(Number(row.billsec)).toBeGreaterThan(Number(was.billsec));
      expect(row.start_time).toBe(was.start_time);
    }
    expect(one.rows(EVER)).toHaveLength(before.size);
    expect(contradictionsIn(one.books(EVER))).toEqual([]);
  });

  it('corrects exactly what it is told', async () => {
    const sandbox = await start();
    const [row] = sandbox.rows(TODAY);
    sandbox.correct({ ids: [row!.id], set: { status: 'BLOCKED', start_time: '2026-02-23 10:00:00', date: '2026-02-23' } });
    expect(sandbox.rows(TODAY).some(({ id }) => id === row!.id)).toBe(false);
    const yesterday = (await askPages(sandbox, { fromdate: '2026/02/23', todate: '2026/02/23' })).flat();
    expect(yesterday.filter(({ id }) => id === row!.id)).toMatchObject([{ status: 'BLOCKED', start_time: '2026-02-23 10:00:00' }]);
    expect(sandbox.correct({ ids: ['nobody'] })).toEqual([]);
  });

  it('removes and inserts rows', async () => {
    const sandbox = await start();
    const rows = sandbox.rows(TODAY);
    expect(sandbox.remove([rows[0]!.id, rows[5]!.id, 'nobody'])).toBe(2);
    expect(sandbox.remove([rows[0]!.id])).toBe(0);
    expect(idsOf(sandbox.rows(TODAY))).toEqual(idsOf(rows.filter((_, index) => index !== 0 && index !== 5)));
    const [late] = sandbox.insert([
      {
        start_time: '2026-02-24 09:00:00',
        service: 'CallForward',
        callto: SANDBOX_AGENTS[0],
        parent_id: 'a-call-nobody-knows',
        status: 'ANSWER',
        billsec: '5',
      },
    ]);
    const listed = (await askPages(sandbox, {})).flat();
    expect(idsOf(listed)).toContain(late!.id);
    expect(listed).toEqual(sandbox.rows(TODAY));
    sandbox.insert([rows[0]!]);
    expect(sandbox.rows(TODAY)[0]).toEqual(rows[0]);
    expect(sandbox.books(TODAY).legs.total).toBe(rows.length);
    expect(contradictionsIn(sandbox.books(TODAY))).toEqual([]);
  });

  it('counts a call with all its legs on the day it began', async () => {
    const sandbox = await start({ rows_per_day: 0 });
    const leg = { service: 'CallForward', parent_id: 'call-1' };
    sandbox.insert([
      { id: 'call-1', start_time: '2026-02-23 23:59:50' },
      { ...leg, start_time: '2026-02-24 00:00:05', callto: SANDBOX_AGENTS[0], status: 'NOANSWER' },
      { ...leg, start_time: '2026-02-24 00:00:40', callto: SANDBOX_AGENTS[1], status: 'ANSWERED-B', billsec: '30' },
      { id: 'call-2', start_time: '2026-02-24 10:00:00', status: 'IVR' },
      { id: 'call-3', start_time: '2026-02-24 11:00:00', service: 'Click2Call', status: 'NOANSWER' },
    ]);
    const day = (date: string) => sandbox.books({ from: `${date}T00:00:00+05:30`, to: `${date}T24:00:00+05:30` });
    expect(day('2026-02-23')).toMatchObject({
      legs: { total: 1, incoming: 1, forwarded: 0 },
      calls: { customer_calls: 1, answered: 1, missed: 0, not_forwarded: 0 },
      agents: [
        { agent_number: SANDBOX_AGENTS[0], total_calls: 0, customer_calls: 1, customer_calls_answered: 0 },
        { agent_number: SANDBOX_AGENTS[1], customer_calls_answered: 1 },
      ],
    });
    expect(day('2026-02-24')).toMatchObject({
      legs: { total: 4, forwarded: 2 },
      calls: { customer_calls: 2, answered: 0, missed: 1, not_forwarded: 1 },
      agents: [
        { missed_calls: 1, customer_calls: 0 },
        { calls_answered: 0, other_calls: 1, connected_calls: 1, connected_talk_seconds: 30, total_talk_seconds: 0 },
      ],
    });
  });
});
