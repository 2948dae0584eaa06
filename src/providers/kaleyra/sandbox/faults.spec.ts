import { parseCallLog } from '../kaleyra.parser.js';
import type { KaleyraSandbox, KaleyraSandboxOptions } from '../kaleyra.sandbox.js';
import { ask, askPages, idsOf, startSandbox, TODAY } from '../specSupport.js';

const running: KaleyraSandbox[] = [];
async function start(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

describe('paging trouble', () => {
  it('repeats a page, or ignores the page, when told to', async () => {
    const sandbox = await start();
    const [first, second] = [await ask(sandbox, { page: 1 }), await ask(sandbox, { page: 2 })];
    sandbox.faults.add({ kind: 'repeat_page', page: 2 });
    expect(await ask(sandbox, { page: 2 })).toEqual(first);
    expect(await ask(sandbox, { page: 2 })).toEqual(second);
    sandbox.faults.add({ kind: 'ignore_page', times: 0 });
    expect(await ask(sandbox, { page: 3 })).toEqual(first);
  });

  it('lets a call arrive between two pages', async () => {
    const sandbox = await start();
    const [first, second] = [await ask(sandbox, { page: 1 }), await ask(sandbox, { page: 2 })];
    sandbox.faults.add({ kind: 'page_shift', page: 1 });
    expect(await ask(sandbox, { page: 1 })).toEqual(first);
    expect(idsOf((await ask(sandbox, { page: 2 })).data)).toEqual([first.data.at(-1)!.id, ...idsOf(second.data).slice(0, -1)]);
    expect(sandbox.books(TODAY).legs.total).toBe((await askPages(sandbox, {})).flat().length);
  });

  it('doubles a row, sends bad ones and odd dates, and the real rows can still be told', async () => {
    const sandbox = await start();
    const plain = (await ask(sandbox, {})).data;
    sandbox.faults.add({ kind: 'bad_row' });
    sandbox.faults.add({ kind: 'duplicate_row' });
    sandbox.faults.add({ kind: 'string_duration' });
    const { data } = await ask(sandbox, {});
    const logs = (data as unknown[])
      .map((row) => parseCallLog(row, '2026/02/24'))
      .flatMap((result) => ('call_log' in result ? [result.call_log] : []));
    expect(data).toHaveLength(54);
    expect(logs).toHaveLength(51);
    const starts = new Map(logs.map((log) => [log.id, log.start_time]));
    expect(plain.map((row) => starts.get(row.id))).toEqual(plain.map((row) => `${row.start_time.replace(' ', 'T')}+05:30`));
    expect(typeof (data[0]! as { duration: unknown }).duration).toBe('string');
  });

  it('hits only what a fault matches, as often as it says', async () => {
    const sandbox = await start();
    const fault = sandbox.faults.add({ kind: 'wrong_key', method: 'dial', page: 2, times: 2 });
    const statuses: string[] = [];
    for (const page of [1, 2, 2, 2]) statuses.push((await ask(sandbox, { page })).status);
    expect(statuses).toEqual(['200', 'A401', 'A401', '200']);
    expect(fault.hits).toBe(2);
    expect(sandbox.faults.list()).toEqual([]);
  });

  it('writes rows with permanent quirks', async () => {
    const sandbox = await start();
    const plain = (await ask(sandbox, {})).data;
    Object.assign(sandbox.quirks, { string_duration: true, numeric_billsec: true, lower_case_status: true, epoch_times: true });
    const quirky = (await ask(sandbox, {})).data;
    expect(quirky[0]).toMatchObject({
      duration: String(plain[0]!.duration),
      billsec: Number(plain[0]!.billsec),
      status: plain[0]!.status.toLowerCase(),
    });
    for (const [index, row] of quirky.entries()) {
      const [left, right] = [parseCallLog(row, '2020/01/01'), parseCallLog(plain[index], '2020/01/01')];
      if ('fault' in left || 'fault' in right) throw new Error('a fault');
      expect({ ...left.call_log, raw: 0 }).toEqual({ ...right.call_log, raw: 0 });
    }
  });
});

describe('the control side', () => {
  it('does over HTTP what the methods do', async () => {
    const sandbox = await start();
    const control = async (verb: string, path: string, body?: unknown) => {
      const response = await fetch(`${sandbox.control_url}${path}`, {
        method: verb,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as never };
    };
    const range = new URLSearchParams(TODAY).toString();
    expect((await control('GET', `books?${range}`)).body).toEqual(sandbox.books(TODAY));
    expect((await control('GET', `rows?${range}`)).body).toEqual(sandbox.rows(TODAY));
    expect((await control('POST', 'faults', { kind: 'wrong_key', times: 0 })).body).toMatchObject({ id: 1 });
    expect((await ask(sandbox, {})).status).toBe('A401');
    expect((await control('GET', 'faults')).body).toMatchObject([{ kind: 'wrong_key', hits: 1 }]);
    expect((await control('DELETE', 'faults?id=1')).body).toEqual([]);
    expect((await control('GET', 'requests?method=dial')).body).toMatchObject({ total: 1, requests: [{ faults: ['wrong_key'] }] });
    await control('DELETE', 'requests');
    expect(sandbox.requests.total).toBe(0);
    expect((await control('POST', 'corrections', { count: 3 })).body).toHaveLength(3);
    expect((await control('POST', 'rows', { insert: [{ id: 'mine' }], remove: ['nobody'] })).body).toMatchObject({
      inserted: [{ id: 'mine' }],
      removed: 0,
    });
    expect((await control('POST', 'quirks', { container: 'records' })).body).toMatchObject({ container: 'records' });
    expect((await control('POST', 'dials', { mode: 'never' })).body).toMatchObject({ mode: 'never' });
    expect((await control('POST', 'faults', { kind: 'earthquake' })).status).toBe(400);
    expect((await control('POST', 'rows', { insert: [{ start_time: 'soon' }] })).status).toBe(400);
    expect((await control('GET', 'books?from=yesterday')).status).toBe(400);
    expect((await control('GET', 'nothing')).status).toBe(404);
  });
});
