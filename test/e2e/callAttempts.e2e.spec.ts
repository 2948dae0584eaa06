import type { CallAttemptDetailDto, CallAttemptDto } from '../../src/kaleyraVoice/dto/callAttempt.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const AGENT = '5550009001';
const CUSTOMER = '5550001001';

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp({ sandbox: { rows_per_day: 10, days_back: 1 }, kaleyra: { timeout_ms: 1_000 } });
});
afterAll(() => product.close());
/** Calls that last until they are told to end. */
const ENDLESS_MS = 600_000;
beforeEach(() => {
  product.sandbox.faults.clear();
  Object.assign(product.sandbox.dials.settings, {
    mode: 'once',
    delay_ms: 20,
    late_ms: 200,
    outcome: { status: 'ANSWER', status1: 'ANSWER', status2: 'ANSWER', billsec: 42 },
  });
});

const dial = (body: object = {}, options: object = {}) =>
  product.call<CallAttemptDto>('POST', '/calls/click-to-call', {
    body: { agent_number: AGENT, customer_number: CUSTOMER, ...body },
    ...options,
  });
const attempt = async (id: string) => (await product.call<CallAttemptDetailDto>('GET', `/calls/attempts/${id}`)).body;
const dialled = (id: string) => product.sandbox.requests.list('dial.click2call').filter(({ params }) => params.custom === id);

const reaches = (id: string, holds: (found: CallAttemptDetailDto) => boolean) => until(() => attempt(id), holds);

describe('click-to-call', () => {
  it('is followed from the dial over the callback to the row of the call log', async () => {
    product.sandbox.dials.settings.delay_ms = ENDLESS_MS;
    const { status, body } = await dial({ caller_id: '5558000001' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'click_to_call', agent_number: AGENT, customer_number: CUSTOMER, state: 'sent' });
    expect(dialled(body.id)).toHaveLength(1);

    product.sandbox.dials.hurry();
    const answered = await reaches(body.id, ({ state }) => state === 'delivered');
    expect(answered).toMatchObject({ status: 'ANSWER', outcome: 'answered', billsec: 42, duration: 50, has_recording: true, reports: 1 });
    expect(answered.events.map(({ kind }) => kind)).toEqual(['queued', 'sending', 'accepted', 'callback']);

    const inbox = await product.call<{ data: { id: number; state: string; outcome: string }[] }>(
      'GET',
      '/webhook-events?source=kaleyra&limit=1',
    );
    expect(inbox.body.data[0]).toMatchObject({ state: 'processed', outcome: 'applied' });
    const { rows } = await product.database.pool.query(
      `select * from activity_log where entity_type = 'call_attempts' and entity_id = $1`,
      [body.id],
    );
    expect(rows).toMatchObject([{ action: 'dial', actor_kind: 'user' }]);

    expect((await product.call('POST', '/calls/sync', { body: {} })).status).toBe(200);
    const logged = await reaches(body.id, ({ call_log_id }) => call_log_id !== null);
    expect(logged).toMatchObject({ state: 'delivered', reports: 2 });
  });

  it('says what the provider refuses', async () => {
    product.sandbox.faults.add({ kind: 'refused', method: 'dial.click2call', message: 'Insufficient credit' });
    const { status, body } = await dial();
    expect([status, body.state, body.error_code]).toEqual([201, 'failed', 'insufficient_credit']);
  });

  it.each([
    ['breaks after the call was placed', { kind: 'reset', ms: 0, placed: true } as const],
    ['comes too late', { kind: 'stall', placed: true } as const],
    ['is an error page', { kind: 'status', status: 502, placed: true } as const],
  ])('is uncertain, listed, never repeated and settled by its callback when the answer %s', async (_name, fault) => {
    product.sandbox.dials.settings.delay_ms = ENDLESS_MS;
    product.sandbox.faults.add({ ...fault, method: 'dial.click2call' });
    const { body } = await dial();
    expect(body.state).toBe('unknown');
    const listed = await product.call<{ data: CallAttemptDto[] }>('GET', '/calls/attempts?state=unknown');
    expect(listed.body.data.map(({ id }) => id)).toContain(body.id);
    product.sandbox.dials.hurry();
    const settled = await reaches(body.id, ({ state }) => state === 'delivered');
    expect(settled.error_code).toBeNull();
    expect(dialled(body.id)).toHaveLength(1);
  });

  it('is settled by the log when no callback comes', async () => {
    Object.assign(product.sandbox.dials.settings, { mode: 'never' });
    product.sandbox.faults.add({ kind: 'reset', ms: 0, placed: true, method: 'dial.click2call' });
    const { body } = await dial();
    expect(body.state).toBe('unknown');
    await product.sandbox.dials.settled();
    await product.call('POST', '/calls/sync', { body: {} });
    const settled = await reaches(body.id, ({ state }) => state === 'delivered');
    expect(settled.events.at(-1)).toMatchObject({ kind: 'log', state: 'delivered' });
  });

  it('keeps the end when the beginning is reported after it', async () => {
    Object.assign(product.sandbox.dials.settings, { mode: 'out_of_order' });
    const { body } = await dial();
    const both = await reaches(body.id, ({ reports }) => reports === 2);
    expect(both).toMatchObject({ state: 'delivered', status: 'ANSWER', billsec: 42 });
  });

  it.each(['twice', 'unresolved_tokens', 'unencoded_recordpath'] as const)('reads callbacks of the kind "%s"', async (mode) => {
    Object.assign(product.sandbox.dials.settings, { mode });
    const { body } = await dial();
    await product.sandbox.dials.settled();
    const found = await reaches(body.id, ({ state }) => state === 'delivered');
    expect(found.reports).toBe(1);
  });

  it('waits until its time and can be taken back until then', async () => {
    const { body } = await dial({ send_after: new Date(Date.now() + 60_000).toISOString() });
    expect(body.state).toBe('queued');
    expect((await product.call<CallAttemptDto>('POST', `/calls/attempts/${body.id}/cancel`)).body.state).toBe('cancelled');
    const again = await product.call('POST', `/calls/attempts/${body.id}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'send_not_cancellable']);
    expect(dialled(body.id)).toHaveLength(0);
  });

  it('lets a supervisor settle what stays uncertain, with a reason', async () => {
    product.sandbox.faults.add({ kind: 'reset', ms: 0, method: 'dial.click2call' });
    const { body } = await dial();
    expect(body.state).toBe('unknown');
    const settle = (as: 'agent' | 'supervisor') =>
      product.call<CallAttemptDto>('POST', `/calls/attempts/${body.id}/settle`, {
        as,
        body: { state: 'failed', reason: 'No phone rang.' },
      });
    expect((await settle('agent')).status).toBe(403);
    expect((await settle('supervisor')).body.state).toBe('failed');
    expect((await settle('supervisor')).status).toBe(409);
  });

  it.each([
    [{ agent_number: 'my phone' }, 400, 'agent_number'],
    [{ customer_number: undefined }, 400, 'customer_number'],
    [{ send_after: 'soon' }, 400, 'send_after'],
    [{ customer_number: '12345678' }, 422, 'customer_number'],
    [{ customer_number: AGENT }, 422, 'customer_number'],
    [{ surprise: 1 }, 400, 'surprise'],
  ])('refuses %j', async (body, status, field) => {
    const answer = await dial(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(field);
  });

  it('is for those who may create calls', async () => {
    expect((await dial({}, { as: 'viewer' })).status).toBe(403);
    expect((await dial({}, { as: 'agent' })).status).toBe(201);
  });
});

describe('outbound calls', () => {
  it('make one attempt per number, each with its own end', async () => {
    Object.assign(product.sandbox.dials.settings, { outcome: { status: 'COMPLETED', billsec: 12 } });
    const { status, body } = await product.call<{ data: CallAttemptDto[] }>('POST', '/calls/outbound', {
      body: { numbers: [CUSTOMER, '5550001002'], play: '77.sound' },
    });
    expect(status).toBe(201);
    expect(body.data.map(({ customer_number }) => customer_number)).toEqual([CUSTOMER, '5550001002']);
    for (const { id } of body.data)
      expect(await reaches(id, ({ state }) => state === 'delivered')).toMatchObject({
        kind: 'outbound',
        status: 'COMPLETED',
        outcome: 'answered',
      });
  });

  it.each([
    [{ numbers: [] }],
    [{ numbers: ['5550001001'], play: 'rm -rf' }],
    [{ numbers: ['x'], play: '1.ivr' }],
    [{ numbers: ['5550001001'] }],
  ])('refuse %j', async (body) => {
    expect((await product.call('POST', '/calls/outbound', { body })).status).toBe(400);
  });
});

describe('GET /calls/attempts', () => {
  it('filters, counts and exports', async () => {
    const all = (await product.call<{ total: number }>('GET', '/calls/attempts?limit=1')).body.total;
    const clicks = (await product.call<{ total: number }>('GET', '/calls/attempts?limit=1&kind=click_to_call')).body.total;
    const outbound = (await product.call<{ total: number }>('GET', '/calls/attempts?limit=1&kind=outbound')).body.total;
    expect(clicks + outbound).toBe(all);
    const csv = await product.call('GET', '/calls/attempts', { headers: { accept: 'text/csv' } });
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(all + 1);
  });

  it('knows no attempt that does not exist', async () => {
    expect((await product.call('GET', '/calls/attempts/00000000-0000-4000-8000-000000000000')).body.code).toBe('call_attempt_not_found');
  });
});
