import type { RefundDetailDto, RefundDto, RefundPageDto, RefundStatsDto } from '../../src/refunds/dto/refund.dto.js';
import { REFUND } from '../../src/refunds/refunds.states.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/refunds.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

const ATTA = { name: 'Atta 5 kg', product_id: 'SKU-1187', quantity: 2, amount_minor: 49_900 };
const body = (change: object = {}) => ({ reason_code: 'damaged', currency: 'INR', order_number: 'ORD-1', products: [ATTA], ...change });
const make = async (change: object = {}) => {
  const answer = await product.call<RefundDto>('POST', '/refunds', { body: body(change) });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body: { code } = {} as { code?: string } } = (await answer) as { status: number; body: { code?: string } };
  return [status, code];
};

lifecycleSuite({ product: () => product, path: '/refunds', table: 'refunds', states: REFUND, make });

listSuite({
  ...list,
  product: () => product,
  make: (n) =>
    make({
      order_number: `LIST-${n}`,
      reason_code: n % 2 ? 'late' : 'quality',
      reason: n === 3 ? 'A needle in it' : '',
      currency: n === 4 ? 'USD' : 'INR',
      products: [{ ...ATTA, amount_minor: 1000 + n }],
    }),
});

describe('refunds', () => {
  it('are created with products and a number, and shown with their history', async () => {
    const refund = await make({ reason: 'Bag torn.' });
    expect(refund).toMatchObject({ status: 'pending', amount_minor: 49_900, currency: 'INR', version: 1, reason: 'Bag torn.' });
    expect(refund.number).toMatch(/^RFD-\d{4,}$/);
    const { body: detail } = await product.call<RefundDetailDto>('GET', `/refunds/${refund.id}`);
    expect(detail.products).toEqual([{ id: expect.any(String), ...ATTA }]);
    expect(detail.history).toMatchObject([{ action: 'insert', actor_kind: 'user', from_status: null, to_status: 'pending', changes: {} }]);
    expect(detail.allowed_actions).toEqual(['review', 'approve', 'reject', 'cancel']);
  });

  it('have numbers of their own, however many are created at once', async () => {
    const numbers = (await Promise.all(Array.from({ length: 20 }, () => make()))).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(20);
  });

  it('are created once for a request that comes twice', async () => {
    const headers = { 'idempotency-key': 'refund-once' };
    const [first, second] = [
      await product.call<RefundDto>('POST', '/refunds', { body: body(), headers }),
      await product.call<RefundDto>('POST', '/refunds', { body: body(), headers }),
    ];
    expect(second.body.id).toBe(first.body.id);
  });

  it('change by PATCH, with the status only where an action leads', async () => {
    const refund = await make();
    const patch = (change: object) => product.call<RefundDto>('PATCH', `/refunds/${refund.id}`, { body: change });
    expect((await patch({ reason: 'Two bags torn.', version: 1 })).body).toMatchObject({ reason: 'Two bags torn.', version: 2 });
    expect(await refusal(patch({ reason: 'x', version: 1 }))).toEqual([409, 'stale_version']);
    expect((await patch({ status: 'in_review', reason: 'Looking.' })).body).toMatchObject({ status: 'in_review', reason: 'Looking.' });
    expect((await patch({ status: 'in_review', reason: 'Still looking.' })).body).toMatchObject({ status: 'in_review', version: 4 });
    expect(await refusal(patch({ status: 'paid' }))).toEqual([409, 'step_not_allowed']);
    const { history } = (await product.call<RefundDetailDto>('GET', `/refunds/${refund.id}`)).body;
    expect(history.map(({ action, changes }) => [action, Object.keys(changes)])).toEqual([
      ['insert', []],
      ['update', ['reason']],
      ['review', ['reason']],
      ['update', ['reason']],
    ]);
  });

  it('take comments, which change nothing else', async () => {
    const { id } = await make();
    const answer = await product.call<RefundDetailDto>('POST', `/refunds/${id}/actions`, {
      body: { action: 'comment', note: 'Photo seen.' },
    });
    expect(answer.body).toMatchObject({ status: 'pending', version: 1 });
    expect(answer.body.history.at(-1)).toMatchObject({ action: 'comment', note: 'Photo seen.', changes: {} });
    expect(await refusal(product.call('POST', `/refunds/${id}/actions`, { body: { action: 'comment' } }))).toEqual([422, 'note_required']);
    expect(await refusal(product.call('POST', `/refunds/${id}/actions`, { body: { action: 'reject', note: ' ' } }))).toEqual([
      422,
      'note_required',
    ]);
  });

  it('count as the list does, and add up by currency', async () => {
    await make({ order_number: 'STATS', reason_code: 'late' });
    await make({ order_number: 'STATS', currency: 'USD', products: [], amount_minor: 700 });
    const refused = await make({ order_number: 'STATS' });
    await product.call('POST', `/refunds/${refused.id}/actions`, { body: { action: 'reject', note: 'Outside the window.' } });
    const { body: list } = await product.call<RefundPageDto>('GET', '/refunds?order_number=STATS');
    const { body: stats } = await product.call<RefundStatsDto>('GET', '/refunds/stats?order_number=STATS');
    expect(stats.total).toBe(list.total);
    expect(stats.amounts).toEqual([
      { currency: 'INR', amount_minor: 99_800 },
      { currency: 'USD', amount_minor: 700 },
    ]);
    expect(stats.by_status.map(({ value }) => value)).toEqual(REFUND.states);
    expect(stats.by_status.filter(({ count }) => count > 0)).toEqual([
      {
        value: 'pending',
        count: 2,
        amounts: [
          { currency: 'INR', amount_minor: 49_900 },
          { currency: 'USD', amount_minor: 700 },
        ],
      },
      { value: 'rejected', count: 1, amounts: [{ currency: 'INR', amount_minor: 49_900 }] },
    ]);
    expect(stats.by_reason_code.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    const { body: some } = await product.call<RefundPageDto>('GET', '/refunds?order_number=STATS&status=rejected,paid');
    expect(some.data.map(({ id }) => id)).toEqual([refused.id]);
  });

  it.each([
    ['no reason', { reason_code: undefined }],
    ['an unknown reason', { reason_code: 'mood' }],
    ['a currency that is none', { currency: 'rupees' }],
    ['nothing', { products: [], amount_minor: 0 }],
    ['a fraction', { products: [], amount_minor: 10.5 }],
    ['minus one', { products: [{ ...ATTA, quantity: -1 }] }],
    ['an unknown field', { colour: 'red' }],
  ])('are refused with %s', async (_what, change) => {
    expect(await refusal(product.call('POST', '/refunds', { body: body(change) }))).toEqual([400, 'validation_failed']);
  });

  it('are refused when the products do not add up, or when there is nothing to pay', async () => {
    expect(await refusal(product.call('POST', '/refunds', { body: body({ amount_minor: 1 }) }))).toEqual([422, 'refund_amounts_disagree']);
    expect(await refusal(product.call('POST', '/refunds', { body: body({ products: [] }) }))).toEqual([422, 'refund_amount_missing']);
    expect(
      await refusal(product.call('POST', '/refunds', { body: body({ customer_id: '00000000-0000-4000-8000-000000000000' }) })),
    ).toEqual([422, 'unprocessable']);
  });

  it('may be seen by a viewer and not changed', async () => {
    const { id } = await make();
    expect((await product.call('GET', `/refunds/${id}`, { as: 'viewer' })).status).toBe(200);
    expect(await refusal(product.call('POST', '/refunds', { as: 'viewer', body: body() }))).toEqual([403, 'forbidden']);
    expect(await refusal(product.call('POST', `/refunds/${id}/actions`, { as: 'viewer', body: { action: 'approve' } }))).toEqual([
      403,
      'forbidden',
    ]);
  });
});
