import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KaleyraSandbox, type KaleyraSandboxOptions, SANDBOX_AGENTS } from '../kaleyra.sandbox.js';
import { ask, startSandbox, TODAY } from '../specSupport.js';

const running: KaleyraSandbox[] = [];
async function start(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

describe('placed calls', () => {
  let webhook: Server;
  let calls: URLSearchParams[];
  let raw: string[];

  beforeAll(async () => {
    webhook = createServer((request, response) => {
      raw.push(request.url!);
      calls.push(new URL(request.url!, 'http://x').searchParams);
      response.end('ok');
    });
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    webhook.closeAllConnections();
    webhook.close();
  });
  beforeEach(() => {
    calls = [];
    raw = [];
  });

  const template = () =>
    `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/cb?cid=our-own&id={id}&caller={caller}&receiver={receiver}&status={status}&obd={obdstatus}&status1={status1}&start={starttime}&end={endtime}&billsec={billsec}&what={unheard}&recordpath={recordpath}`;

  async function place(sandbox: KaleyraSandbox, params: Record<string, string> = {}): Promise<string> {
    sandbox.dials.settings.outcome = { status: 'ANSWER', status1: 'ANSWER', status2: 'ANSWER', billsec: 61 };
    const { data } = await ask(sandbox, {
      method: 'dial.click2call',
      caller: SANDBOX_AGENTS[0],
      receiver: '5550001001',
      callback: template(),
      ...params,
    });
    return data.id;
  }
  async function clickToCall(sandbox: KaleyraSandbox, params: Record<string, string> = {}): Promise<string> {
    const id = await place(sandbox, params);
    await sandbox.dials.settled();
    return id;
  }
  /** What was waiting to go on has gone on. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('call back once, with everything filled in, and are listed', async () => {
    const sandbox = await start();
    const id = await clickToCall(sandbox);
    expect(calls.map((call) => Object.fromEntries(call))).toEqual([
      {
        cid: 'our-own',
        id,
        caller: SANDBOX_AGENTS[0],
        receiver: '5550001001',
        status: 'ANSWER',
        obd: '{obdstatus}',
        status1: 'ANSWER',
        start: '1771936200',
        end: '1771936269',
        billsec: '61',
        what: '{unheard}',
        recordpath: `https://play.solutionsinfini.com/?id=${id.replaceAll('-', '')}`,
      },
    ]);
    expect(sandbox.dials.sent).toMatchObject([{ call_id: id, answer: '200' }]);
    expect((await ask(sandbox, {})).data[0]).toMatchObject({
      id,
      service: 'Click2Call',
      callfrom: SANDBOX_AGENTS[0],
      callto: '5550001001',
      billsec: '61',
    });
    expect((await ask(sandbox, { method: 'dial.c2cstatus', id })).data).toHaveLength(1);
  });

  it('call back twice, never, or the wrong way round', async () => {
    const sandbox = await start();
    Object.assign(sandbox.dials.settings, { mode: 'twice', times: 'date' });
    await clickToCall(sandbox);
    expect(calls).toHaveLength(2);
    expect(raw[0]).toBe(raw[1]);
    expect(calls[0]!.get('start')).toBe('2026-02-24 18:00:00');
    sandbox.dials.settings.mode = 'never';
    await clickToCall(sandbox);
    expect(calls).toHaveLength(2);
    sandbox.dials.settings.mode = 'out_of_order';
    await clickToCall(sandbox);
    expect(calls.slice(2).map((call) => call.get('status'))).toEqual(['ANSWER', 'ACCEPTED']);
    expect(calls.at(-1)!.get('end')).toBe('');
    expect(sandbox.rows(TODAY).filter((row) => row.id.startsWith('sim-p'))).toHaveLength(3);
  });

  it('call back late, when the row is long listed', async () => {
    const sandbox = await start();
    Object.assign(sandbox.dials.settings, { mode: 'late', delay_ms: 60_000, late_ms: 60_000 });
    await place(sandbox);
    sandbox.dials.hurry();
    await turn();
    expect(sandbox.rows(TODAY)[0]!.service).toBe('Click2Call');
    expect(calls).toHaveLength(0);
    sandbox.dials.hurry();
    await sandbox.dials.settled();
    expect(calls).toHaveLength(1);
  });

  it('call back with tokens left over, or with an address nobody encoded', async () => {
    const sandbox = await start();
    sandbox.dials.settings.mode = 'unresolved_tokens';
    await clickToCall(sandbox);
    expect(Object.fromEntries(calls[0]!)).toMatchObject({ status: 'ANSWER', id: '{id}', recordpath: '{recordpath}', start: '{starttime}' });
    sandbox.dials.settings.mode = 'unencoded_recordpath';
    await clickToCall(sandbox);
    expect(raw[1]).toMatch(/&recordpath=https:\/\/play\.solutionsinfini\.com\/\?id=simp\w+$/);
  });

  it('are outbound calls too, with a status of their own name', async () => {
    const sandbox = await start();
    sandbox.dials.settings.outcome = { status: 'DNDNUMB' };
    const { data } = await ask(sandbox, { method: 'voice.call', numbers: '5550001001,5550001002', play: '17.sound', callback: template() });
    await sandbox.dials.settled();
    expect(data).toHaveLength(2);
    expect(calls.map((call) => [call.get('status'), call.get('obd'), call.get('receiver')]).sort()).toEqual([
      ['{status}', 'DNDNUMB', '5550001001'],
      ['{status}', 'DNDNUMB', '5550001002'],
    ]);
    expect(sandbox.books(TODAY).legs.other).toBe(2);
  });

  it('refuse numbers that are none', async () => {
    const sandbox = await start();
    expect(await ask(sandbox, { method: 'dial.click2call', caller: '+915550100001', receiver: '5550001001' })).toMatchObject({
      message: 'Invalid caller number',
    });
    expect(await ask(sandbox, { method: 'dial.click2call', caller: '5550100001', receiver: '' })).toMatchObject({
      message: 'Invalid receiver number',
    });
    expect(await ask(sandbox, { method: 'voice.call', numbers: '1', play: 'x' })).toMatchObject({ message: 'Invalid number' });
    expect(await ask(sandbox, { method: 'voice.call', numbers: '5550001001' })).toMatchObject({ message: 'Nothing to play' });
  });

  it('never call back beyond this machine', async () => {
    const sandbox = await start();
    await clickToCall(sandbox, { callback: 'https://example.com/cb?id={id}' });
    await clickToCall(sandbox, { callback: 'no address' });
    expect(sandbox.dials.sent.map(({ answer }) => answer)).toEqual([
      'not sent: not a loopback address',
      'not sent: not a loopback address',
    ]);
  });

  it('may be listed under another id', async () => {
    const sandbox = await start();
    sandbox.quirks.distinct_dial_ids = true;
    const id = await clickToCall(sandbox);
    expect(sandbox.rows(TODAY)[0]!.id).not.toBe(id);
    expect(calls[0]!.get('id')).toBe(id);
  });

  it('are placed even when the answer is lost, if the fault says so', async () => {
    const sandbox = await start();
    sandbox.faults.add({ kind: 'reset', placed: true });
    await expect(clickToCall(sandbox)).rejects.toThrow();
    await sandbox.dials.settled();
    expect(calls).toHaveLength(1);
  });

  it('stop with the sandbox', async () => {
    const sandbox = await start();
    sandbox.dials.settings.delay_ms = 60_000;
    await place(sandbox);
    await sandbox.stop();
    await sandbox.dials.settled();
    expect(calls).toEqual([]);
  });
});
