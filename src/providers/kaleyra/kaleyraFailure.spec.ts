import type { KaleyraClient, KaleyraSettings } from './kaleyra.client.js';
import { type KaleyraSandbox, SANDBOX_AGENTS } from './kaleyra.sandbox.js';
import type { FaultOrder } from './sandbox/faults.js';
import { failureOf, firstPage, idsOf, makeClient, startSandbox } from './specSupport.js';

const DAY = { from_date: '2026/02/24', to_date: '2026/02/24' };
const CUSTOMER = '5550001001';

let sandbox: KaleyraSandbox;
const clients: KaleyraClient[] = [];

function client(change: Partial<KaleyraSettings> = {}): KaleyraClient {
  const made = makeClient(sandbox.url, change);
  clients.push(made);
  return made;
}

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

describe('dialling', () => {
  const call = { caller: SANDBOX_AGENTS[0], receiver: CUSTOMER };

  it('returns the id of the call, and the call is listed later', async () => {
    sandbox.dials.settings.outcome = { status: 'ANSWER', billsec: 61 };
    const connected = client();
    const placed = await connected.clickToCall({ ...call, custom: 'ticket-1', caller_id: '5558000001' });
    expect(placed.ids).toEqual([placed.id]);
    await sandbox.dials.settled();
    expect(idsOf(await firstPage(connected))[0]).toBe(placed.id);
    expect((await connected.listClickToCalls({ ...DAY, page: 1, limit: 5, id: placed.id! })).rows).toMatchObject([
      { service: 'Click2Call', callfrom: SANDBOX_AGENTS[0], callto: CUSTOMER, billsec: '61', custom: 'ticket-1' },
    ]);
    sandbox.dials.settings.outcome = {};
  });

  it('writes numbers as the provider wants them', async () => {
    await client().clickToCall({ caller: ['+91 55501-00001', '05550100002'], receiver: ['(555) 000-1001', '915550001002'] });
    await client().outboundCall({ numbers: ['5550001001', '+915550001002'], play: '17.sound', retries: 1, meta: { a: 1 } });
    expect(sandbox.requests.list().map(({ params }) => params)).toMatchObject([
      { caller: '5550100001-5550100002', receiver: '5550001001^5550001002', return: '1' },
      { numbers: '5550001001,5550001002', play: '17.sound', retries: '1', meta: '{"a":1}' },
    ]);
  });

  it('bridges into a flow', async () => {
    await client().clickToCall({ ...call, receiver: 'ivr:12' });
    expect(sandbox.requests.list()).toMatchObject([{ params: { receiver: 'ivr:12' } }]);
  });

  it('refuses a number nobody can dial before anything is sent', async () => {
    for (const number of ['', '555', 'abc', '55500010011', '7550001001']) {
      expect(await failureOf(client().clickToCall({ ...call, receiver: number }))).toMatchObject({ kind: 'rejected', code: 'bad_number' });
    }
    expect(await failureOf(client({ number_pattern: undefined }).clickToCall(call))).toMatchObject({ code: 'bad_number' });
    expect(sandbox.requests.total).toBe(0);
  });

  it('calls several numbers at once', async () => {
    const placed = await client().outboundCall({ numbers: ['5550001001', '5550001002'], message: 'Hello' });
    expect(placed.ids).toHaveLength(2);
  });

  it.each(['data.id', 'data[0].id', 'id', 'call_id'] as const)('finds the call id at %s', async (dial_id) => {
    sandbox.quirks.dial_id = dial_id;
    expect((await client().clickToCall(call)).id).toMatch(/^sim-/);
    sandbox.quirks.dial_id = 'data.id';
  });

  it('keeps a call that was accepted without an id', async () => {
    sandbox.quirks.dial_id = 'none';
    expect(await client().clickToCall(call)).toEqual({ id: null, ids: [] });
    sandbox.quirks.dial_id = 'data.id';
  });

  it.each<[FaultOrder, string]>([
    [{ kind: 'stall', placed: true }, 'provider_timeout'],
    [{ kind: 'status', status: 502, placed: true }, 'provider_unavailable'],
    [{ kind: 'reset', placed: true }, 'provider_unavailable'],
    [{ kind: 'reset', ms: 5, placed: true }, 'provider_unavailable'],
    [{ kind: 'non_json', placed: true }, 'provider_protocol_error'],
    [{ kind: 'truncated_json' }, 'provider_protocol_error'],
  ])('never dials twice: after %j the outcome is ambiguous (%s)', async (order, code) => {
    for (const dial of [
      (connected: KaleyraClient) => connected.clickToCall(call),
      (connected: KaleyraClient) => connected.outboundCall({ numbers: [CUSTOMER], play: '17.sound' }),
    ]) {
      sandbox.requests.clear();
      sandbox.faults.add(order);
      expect(await failureOf(dial(client({ timeout_ms: 1_000 })))).toMatchObject({ kind: 'ambiguous', code });
      expect(sandbox.requests.total).toBe(1);
    }
  });

  it.each<[FaultOrder, string, string]>([
    [{ kind: 'wrong_key' }, 'unauthorised', 'provider_unauthorised'],
    [{ kind: 'rate_limit' }, 'temporary', 'rate_limited'],
    [{ kind: 'refused', message: 'Insufficient balance' }, 'rejected', 'insufficient_credit'],
    [{ kind: 'refused', message: 'Invalid caller number' }, 'rejected', 'bad_number'],
  ])('knows that no phone rang after %j', async (order, kind, code) => {
    sandbox.faults.add(order);
    expect(await failureOf(client().clickToCall(call))).toMatchObject({ kind, code });
    expect(sandbox.requests.total).toBe(1);
  });

  it('knows that no phone rang when nobody listens', async () => {
    expect(await failureOf(client({ base_url: 'http://127.0.0.1:9/v1/' }).clickToCall(call))).toMatchObject({
      kind: 'temporary',
      code: 'provider_unavailable',
    });
  });
});
