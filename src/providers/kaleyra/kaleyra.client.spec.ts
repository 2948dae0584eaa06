import type { KaleyraClient, KaleyraSettings } from './kaleyra.client.js';
import type { KaleyraSandbox, KaleyraSandboxRow } from './kaleyra.sandbox.js';
import type { FaultKind, FaultOrder } from './sandbox/faults.js';
import { failureOf, firstPage, KEY, makeClient, startSandbox, TODAY } from './specSupport.js';

const DAY = { from_date: '2026/02/24', to_date: '2026/02/24' };

let sandbox: KaleyraSandbox;
const clients: KaleyraClient[] = [];

function client(change: Partial<KaleyraSettings> = {}): KaleyraClient {
  const made = makeClient(sandbox.url, change);
  clients.push(made);
  return made;
}

const listed = () => sandbox.requests.list('dial').length;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 7, days_back: 3 });
});
afterAll(async () => {
  for (const made of clients) made.close();
  await sandbox.stop();
});
beforeEach(() => {
  sandbox.faults.clear();
  sandbox.requests.clear();
});

describe('listing calls', () => {
  it('gets the rows of a page in the order of the provider', async () => {
    const expected = sandbox.rows(TODAY);
    expect(await firstPage(client())).toEqual(expected.slice(0, 50));
    const { rows } = await client().listCalls({ ...DAY, page: 3, limit: 50 });
    expect(rows).toEqual(expected.slice(100, 150));
  });

  it('gets no rows beyond the last page and on a day without calls', async () => {
    const connected = client();
    expect(await connected.listCalls({ ...DAY, page: 99, limit: 50 })).toEqual({ rows: [] });
    expect(await connected.listCalls({ from_date: '2020/01/01', to_date: '2020/01/02', page: 1, limit: 50 })).toEqual({ rows: [] });
  });

  it('sends what the reference asks for, as a form', async () => {
    await client().listCalls({ from_date: '2026/02/23', to_date: '2026/02/24', page: 2, limit: 200 });
    expect(sandbox.requests.list()).toMatchObject([
      { verb: 'POST', method: 'dial', params: { format: 'json', fromdate: '2026/02/23', todate: '2026/02/24', page: '2', limit: '200' } },
    ]);
  });

  it('lists click-to-calls by number and by id', async () => {
    const connected = client();
    const query = { from_date: '2026/02/20', to_date: '2026/02/24', page: 1, limit: 200 };
    const { rows } = (await connected.listClickToCalls(query)) as { rows: KaleyraSandboxRow[] };
    expect(new Set(rows.map((row) => row.service))).toEqual(new Set(['Click2Call']));
    const [first] = rows;
    expect((await connected.listClickToCalls({ ...query, id: first!.id })).rows).toEqual([first]);
    expect((await connected.listClickToCalls({ ...query, callto: first!.callto })).rows).toContainEqual(first);
    expect((await connected.listClickToCalls({ ...query, callto: '5550000000' })).rows).toEqual([]);
  });

  it.each<FaultKind>(['records_container', 'data_object'])('finds the rows in another container (%s)', async (kind) => {
    const expected = await firstPage(client());
    sandbox.faults.add({ kind });
    expect(await firstPage(client())).toEqual(expected);
  });

  it.each(['data', 'records', 'data.records', 'data.data', 'root', 'object'] as const)(
    'finds rows, and none, under %s',
    async (container) => {
      const expected = await firstPage(client());
      Object.assign(sandbox.quirks, { container, numeric_status: true });
      try {
        expect(await firstPage(client())).toEqual(expected);
        expect((await client().listCalls({ ...DAY, page: 99, limit: 50 })).rows).toEqual([]);
      } finally {
        Object.assign(sandbox.quirks, { container: 'data', numeric_status: false });
      }
    },
  );

  it.each(['array', 'string', 'null', 'absent'] as const)('reads an empty listing told by %s', async (empty) => {
    sandbox.quirks.empty = empty;
    expect((await client().listCalls({ ...DAY, page: 99, limit: 50 })).rows).toEqual([]);
    sandbox.quirks.empty = 'array';
  });

  it('takes an empty string for no rows', async () => {
    sandbox.faults.add({ kind: 'data_empty_string' });
    expect(await firstPage(client())).toEqual([]);
  });

  it('passes bad and doubled rows on, for the parser and the caller to judge', async () => {
    sandbox.faults.add({ kind: 'bad_row' });
    sandbox.faults.add({ kind: 'duplicate_row' });
    const rows: unknown[] = await firstPage(client());
    expect(rows).toHaveLength(54);
    expect(rows).toEqual(expect.arrayContaining(['not an object', null]));
  });

  it.each<[FaultOrder, string]>([
    [{ kind: 'status', status: 500 }, 'provider_unavailable'],
    [{ kind: 'status', status: 502 }, 'provider_unavailable'],
    [{ kind: 'rate_limit', retry_after: 0 }, 'rate_limited'],
    [{ kind: 'non_json' }, 'provider_protocol_error'],
    [{ kind: 'truncated_json' }, 'provider_protocol_error'],
    [{ kind: 'reset' }, 'provider_unavailable'],
    [{ kind: 'reset', ms: 5 }, 'provider_unavailable'],
    [{ kind: 'refused', message: 'Request limit reached' }, 'rate_limited'],
  ])('tries again after %j, and tells %s when it does not pass', async (order, code) => {
    const expected = await firstPage(client());
    sandbox.requests.clear();
    sandbox.faults.add({ ...order, times: 2 });
    expect(await firstPage(client())).toEqual(expected);
    expect(listed()).toBe(3);
    sandbox.faults.add({ ...order, times: 0 });
    expect(await failureOf(firstPage(client()))).toMatchObject({ provider: 'kaleyra', kind: 'temporary', code });
    expect(listed()).toBe(6);
  });

  it.each<[FaultOrder, string, string]>([
    [{ kind: 'wrong_key' }, 'unauthorised', 'provider_unauthorised'],
    [{ kind: 'status', status: 401 }, 'unauthorised', 'provider_unauthorised'],
    [{ kind: 'status', status: 403 }, 'unauthorised', 'provider_unauthorised'],
    [{ kind: 'status', status: 404 }, 'rejected', 'provider_rejected'],
    [{ kind: 'status', status: 302 }, 'rejected', 'provider_protocol_error'],
    [{ kind: 'refused', message: 'Insufficient credits' }, 'rejected', 'insufficient_credit'],
    [{ kind: 'refused', message: 'Invalid receiver' }, 'rejected', 'bad_number'],
    [{ kind: 'refused', message: 'Please contact support' }, 'rejected', 'provider_rejected'],
    [{ kind: 'refused', message: '' }, 'rejected', 'provider_rejected'],
  ])('gives up at once after %j (%s, %s)', async (order, kind, code) => {
    sandbox.faults.add(order);
    expect(await failureOf(firstPage(client()))).toMatchObject({ kind, code });
    expect(listed()).toBe(1);
  });

  it('takes "No records found" for an empty day', async () => {
    sandbox.faults.add({ kind: 'refused', message: 'No records found' });
    expect(await firstPage(client())).toEqual([]);
  });

  it('waits as long as Retry-After says', async () => {
    sandbox.faults.add({ kind: 'rate_limit', retry_after: 1 });
    const before = performance.now();
    await firstPage(client());
    expect(performance.now() - before).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for minutes: the next run comes first', async () => {
    sandbox.faults.add({ kind: 'rate_limit', retry_after: 600 });
    expect(await failureOf(firstPage(client()))).toMatchObject({ code: 'rate_limited' });
    expect(listed()).toBe(1);
  });

  it('stops waiting for a provider that never answers', async () => {
    sandbox.faults.add({ kind: 'stall', times: 0 });
    const error = await failureOf(firstPage(client({ timeout_ms: 500, retry: { tries: 2, base_ms: 1 } })));
    expect(error).toMatchObject({ kind: 'temporary', code: 'provider_timeout' });
    expect(listed()).toBe(2);
  });

  it('has a deadline for the whole answer, not for each byte of it', async () => {
    sandbox.faults.add({ kind: 'reset', ms: 5_000 });
    expect(await failureOf(firstPage(client({ timeout_ms: 50, retry: { tries: 1, base_ms: 1 } })))).toMatchObject({
      code: 'provider_timeout',
    });
  });

  it('waits for a slow answer within the deadline', async () => {
    sandbox.faults.add({ kind: 'slow', ms: 60 });
    expect(await firstPage(client())).toHaveLength(50);
    expect(listed()).toBe(1);
  });

  it('tells a wrong key', async () => {
    expect(await failureOf(firstPage(client({ api_key: `${KEY}-but-wrong` })))).toMatchObject({
      kind: 'unauthorised',
      code: 'provider_unauthorised',
    });
  });

  it('tells a port where nobody listens', async () => {
    const connected = client({ base_url: 'http://127.0.0.1:9/v1/' });
    expect(await failureOf(firstPage(connected))).toMatchObject({
      kind: 'temporary',
      code: 'provider_unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('leaves when it is told to, whatever it waits for', async () => {
    const reason = new Error('the run is over');
    const leave = (after_ms: number) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), after_ms);
      return controller.signal;
    };
    const query = { ...DAY, page: 1, limit: 50 };
    sandbox.faults.add({ kind: 'stall' });
    await expect(client().listCalls(query, { signal: leave(20) })).rejects.toBe(reason);
    sandbox.faults.add({ kind: 'status' });
    await expect(client({ retry: { tries: 3, base_ms: 10_000 } }).listCalls(query, { signal: leave(20) })).rejects.toBe(reason);
    const paced = client({ max_requests_per_second: 0.1 });
    await paced.listCalls(query);
    await expect(paced.listCalls(query, { signal: leave(20) })).rejects.toBe(reason);
    await expect(client().listCalls(query, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('keeps to its rate over all its calls', async () => {
    const connected = client({ max_requests_per_second: 50 });
    const before = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => connected.listCalls({ ...DAY, page: 1, limit: 1 })));
    expect(performance.now() - before).toBeGreaterThanOrEqual(5 * 20 - 2);
  });
});
