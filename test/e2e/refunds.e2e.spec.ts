import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { RefundDetailDto, RefundDto, RefundPageDto } from '../../src/refunds/dto/refund.dto.js';
import type { RefundStatsDto } from '../../src/refunds/dto/refundStats.dto.js';
import { REFUND } from '../../src/refunds/refunds.states.js';
import { type ShopSandbox, startShopSandbox } from '../../src/providers/shop/shop.sandbox.js';
import type { ApprovalDetailDto } from '../../src/notifications/approvals/dto/approval.dto.js';
import type { NotificationDto } from '../../src/notifications/dto/notification.dto.js';
import type { RefundBreakdownDto } from '../../src/refunds/dto/refundStats.dto.js';
import { RefundPayouts } from '../../src/refunds/refundPayouts.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';
import { betweenMinutes, until } from '../support/until.js';
import { listSuite } from '../support/listSuite.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/refunds.js';

let product: TestApp;
let shop: ShopSandbox;
beforeAll(async () => {
  shop = await startShopSandbox();
  // Paid by hand: without a payment there is nothing to pay back to.
  for (const number of ['ORD-1', 'STATS', 'LIST-1', 'LIST-2', 'LIST-3', 'LIST-4', 'LIST-5', 'LIST-0', 'LIST-6'])
    order(number, { paid: '10000000', payment: undefined, currency: number === 'LIST-4' ? 'USD' : 'INR' });
  product = await startTestApp({
    environment: {
      ORDER_API_URL: `${shop.url}/orders/{order_number}`,
      ORDER_API_KEY: shop.api_key,
      PAYOUT_API_URL: `${shop.url}/payouts`,
      PAYOUT_API_KEY: shop.api_key,
      SHOP_TIMEOUT_SECONDS: '5',
    },
  });
});
afterAll(async () => {
  await product.close();
  await shop.stop();
});

const order = (number: string, more: object = {}) =>
  shop.orders.set(number, { number, currency: 'INR', paid: '1896.00', refunded: '0', payment: `pay_${number}`, ...more });

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
    expect(detail.products).toEqual([
      { id: expect.any(String), ...ATTA, unit_price_minor: null, tax_minor: 0, reason_code: null, order_line_id: '' },
    ]);
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
    const { id: customer_id } = (await product.call<{ id: string }>('POST', '/customers', { body: { name: 'Asha Rao' } })).body;
    await make({ customer_id, order_number: 'STATS', reason_code: 'late' });
    await make({ customer_id, order_number: undefined, currency: 'USD', products: [], amount_minor: 700 });
    const refused = await make({ customer_id, order_number: 'STATS' });
    await product.call('POST', `/refunds/${refused.id}/actions`, { body: { action: 'reject', note: 'Outside the window.' } });
    const { body: list } = await product.call<RefundPageDto>('GET', `/refunds?customer_id=${customer_id}`);
    const { body: stats } = await product.call<RefundStatsDto>('GET', `/refunds/stats?customer_id=${customer_id}`);
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
    const { body: some } = await product.call<RefundPageDto>('GET', `/refunds?customer_id=${customer_id}&status=rejected,paid`);
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

const post = (change: object) => product.call<RefundDto & { code: string; details: object }>('POST', '/refunds', { body: body(change) });
const get = async (id: string) => (await product.call<RefundDetailDto>('GET', `/refunds/${id}`)).body;
const act = (id: string, action: string, note?: string) =>
  product.call<RefundDetailDto & { code: string; details: object }>('POST', `/refunds/${id}/actions`, { body: { action, note } });
const lines = (...amounts: number[]) => amounts.map((amount_minor, n) => ({ ...ATTA, name: `Line ${n}`, amount_minor }));

describe('refunds of an order', () => {
  it('come to what was paid, to the last paisa, and no further (C-091)', async () => {
    order('ORD-91', { paid: '18.96' });
    await make({ order_number: 'ORD-91', products: lines(1_497) });
    const more = await post({ order_number: 'ORD-91', products: lines(400) });
    expect([more.status, more.body.code, more.body.details]).toEqual([
      422,
      'refund_exceeds_paid',
      { paid_minor: 1_896, refunded_minor: 1_497, asked_minor: 400, left_minor: 399 },
    ]);
    const last = await make({ order_number: 'ORD-91', products: lines(399) });
    expect((await get(last.id)).other_refunds).toMatchObject([{ amount_minor: 1_497 }]);
    // What is rejected is free again, and what comes back has to fit again.
    await act(last.id, 'reject', 'Twice.');
    const other = await make({ order_number: 'ORD-91', products: lines(399) });
    expect((await act(last.id, 'reopen')).body.code).toBe('refund_exceeds_paid');
    const patched = await product.call<{ code: string }>('PATCH', `/refunds/${other.id}`, { body: { products: lines(400) } });
    expect(patched.body.code).toBe('refund_exceeds_paid');
  });

  it('are of what the shop itself has not given back, in its currency (C-093), and of orders that it knows', async () => {
    order('ORD-93', { currency: 'KWD', paid: '1.234', refunded: '0.034' });
    expect((await post({ order_number: 'ORD-93', currency: 'KWD', products: lines(1_201) })).body.code).toBe('refund_exceeds_paid');
    expect((await post({ order_number: 'ORD-93', currency: 'INR', products: lines(100) })).body.code).toBe('refund_currency_differs');
    expect((await post({ order_number: 'ORD-93', currency: 'KWD', products: lines(1_200) })).status).toBe(201);
    expect((await post({ order_number: 'ORD-404' })).body.code).toBe('order_not_found');
    order('ORD-odd', { paid: 'much' });
    expect((await post({ order_number: 'ORD-odd' })).body.code).toBe('shop_unavailable');
  });

  it('never come to more than was paid when fifty ask in the same moment', async () => {
    order('ORD-50', { paid: '100.00' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post({ order_number: 'ORD-50', products: lines(700) })));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(14);
    for (const { status, body: refused } of answers.filter((answer) => answer.status !== 201))
      expect([status, refused.code]).toEqual([422, 'refund_exceeds_paid']);
  });

  it('are divided among their lines, with tax and delivery', async () => {
    const priced = (unit_price_minor: number) => ({ name: 'Seeds', quantity: 1, unit_price_minor });
    const made = await make({
      order_number: 'ORD-1',
      amount_minor: 110,
      shipping_minor: 10,
      products: [priced(100), { ...priced(100), tax_minor: 5, reason_code: 'late' }, priced(100)],
      evidence: [{ kind: 'link', ref: 'https://example.com/torn.jpg', note: 'Photo' }],
    });
    expect([made.amount_minor, made.shipping_minor, made.evidence]).toEqual([110, 10, [expect.objectContaining({ kind: 'link' })]]);
    expect((await get(made.id)).products.map(({ amount_minor, tax_minor, reason_code }) => [amount_minor, tax_minor, reason_code])).toEqual(
      [
        [34, 0, null],
        [33, 5, 'late'],
        [33, 0, null],
      ],
    );
  });
});

describe('a refund above a limit', () => {
  const approve = (id: string, as: 'admin' | 'supervisor' | 'agent' = 'supervisor') =>
    product.call<{ status: string; code: string; details: object }>('POST', `/notifications/approval-requests/${id}/approve`, {
      as,
      body: {},
    });

  it('asks for its approval by itself, also when it comes in parts (C-095), is approved from the notice, and paid once', async () => {
    await product.token('supervisor');
    order('ORD-95', { paid: '90000' });
    const { id: customer_id } = (await product.call<{ id: string }>('POST', '/customers', { body: { name: 'Asha Rao' } })).body;
    const pool = product.database.pool;
    await makeEmail(pool, await makeMailbox(pool), { customer_id, from_email: 'asha@example.com' });
    const first = await make({ order_number: 'ORD-95', products: lines(3_000_000) });
    expect(first.approval_request_id).toBeNull();
    const second = await make({ order_number: 'ORD-95', customer_id, products: lines(3_000_000) });
    expect(second.approval_request_id).not.toBeNull();
    const refused = await act(second.id, 'approve');
    expect([refused.status, refused.body.code, refused.body.details]).toMatchObject([
      409,
      'approval_needed',
      { approval_request_id: second.approval_request_id, reasons: [{ limit: 'order', limit_minor: 5_000_000, sum_minor: 6_000_000 }] },
    ]);
    const notices = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=approval_request&status=unread', {
      as: 'supervisor',
    });
    const notice = notices.body.data.find(({ approval_request_id }) => approval_request_id === second.approval_request_id)!;
    expect(notice.title).toBe(`Approval needed: Refund ${second.number}: 30000.00 INR for ORD-95`);
    expect((await approve(second.approval_request_id!, 'admin')).body.details).toEqual({ why: 'self' });
    expect((await approve(notice.approval_request_id!)).body.status).toBe('approved');
    expect((await get(second.id)).status).toBe('approved');
    await Promise.all([act(second.id, 'process'), act(second.id, 'process')]);
    const paid = await until(
      () => get(second.id),
      ({ status, history }) => status === 'paid' && history.at(-1)!.action === 'tell_customer',
    );
    expect(shop.payouts.filter(({ payment }) => payment === 'pay_ORD-95')).toMatchObject([
      { amount_minor: 3_000_000, reference: paid.send_id },
    ]);
    expect(paid).toMatchObject({ payout_reference: expect.stringMatching(/^po_/), paid_minor: 3_000_000 });
    expect(paid.history.map(({ action, note }) => [action, note])).toEqual([
      ['insert', ''],
      ['update', ''],
      ['ask_approval', 'Refunds of the order come to 60000.00 INR within 30 days; the limit is 50000.00 INR.'],
      ['approve', ''],
      ['process', ''],
      ['pay', `Paid out as ${paid.payout_reference}.`],
      ['tell_customer', 'By e-mail, in answer to the last one.'],
    ]);
    const why = await product.call<WhyDto>('GET', `/why/refund/${second.id}`);
    expect(why.body.data.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['refunds.tell', 'By e-mail, in answer to the last one.'],
      ['refunds.ask_approval', 'Refunds of the order come to 60000.00 INR within 30 days; the limit is 50000.00 INR.'],
    ]);
    const { rows } = await pool.query<{ new_text: string }>(
      `select new_text from emails where customer_id = $1 and direction = 'outbound'`,
      [customer_id],
    );
    expect(rows.map(({ new_text }) => new_text)).toEqual([`Dear Asha Rao, we have paid 30000.00 INR back for ORD-95 (${second.number}).`]);
  });

  it('is asked for anew when it changes (C-078), and no longer when it is decided otherwise', async () => {
    order('ORD-78', { paid: '90000' });
    const refund = await make({ order_number: 'ORD-78', products: lines(6_000_000) });
    const patch = (change: object) => product.call<RefundDto & { code: string }>('PATCH', `/refunds/${refund.id}`, { body: change });
    const changed = (await patch({ products: lines(7_000_000) })).body;
    expect(changed.approval_request_id).not.toBe(refund.approval_request_id);
    expect((await approve(refund.approval_request_id!)).body.details).toMatchObject({ status: 'void' });
    expect((await approve(changed.approval_request_id!, 'agent')).body.details).toEqual({ why: 'no_permission' });
    await act(refund.id, 'reject', 'Not torn.');
    expect((await approve(changed.approval_request_id!)).body.code).toBe('approval_already_decided');
    expect((await patch({ products: lines(1) })).body.code).toBe('refund_is_decided');
    // The way round by rejecting and reopening is none.
    const reopened = await act(refund.id, 'reopen');
    expect(reopened.body.approval_request_id).not.toBe(changed.approval_request_id);
    expect((await act(refund.id, 'approve')).body.code).toBe('approval_needed');
  });

  it('waits as well for an approval that a person or a rule asked for, also after a change', async () => {
    order('ORD-asked', { paid: '900' });
    const refund = await make({ order_number: 'ORD-asked', products: lines(50_000) });
    const body = { kind: 'refund', entity_id: refund.id, reason: 'He returns everything.' };
    const asked = (await product.call<ApprovalDetailDto>('POST', '/notifications/approval-requests', { as: 'agent', body })).body;
    expect((await get(refund.id)).approval_request_id).toBe(asked.id);
    const refused = await act(refund.id, 'approve');
    expect([refused.status, refused.body.details]).toEqual([409, { approval_request_id: asked.id, reasons: [] }]);
    const { body: changed } = await product.call<RefundDto>('PATCH', `/refunds/${refund.id}`, { body: { products: lines(60_000) } });
    expect(changed.approval_request_id).not.toBe(asked.id);
    expect((await approve(asked.id)).body.details).toMatchObject({ status: 'void' });
    const again = await product.call('GET', `/notifications/approval-requests/${changed.approval_request_id}`, { as: 'supervisor' });
    expect(again.body).toMatchObject({ reason: 'He returns everything.', requested_by: asked.requested_by });
    expect((await approve(changed.approval_request_id!)).body.status).toBe('approved');
    expect((await get(refund.id)).status).toBe('approved');
  });

  it('is decided within the limit of the role alone, and limits are set by whoever sets roles', async () => {
    order('ORD-limit', { paid: '900000' });
    const refund = await make({ order_number: 'ORD-limit', products: lines(20_000_000) });
    expect((await approve(refund.approval_request_id!)).body.details).toEqual({ why: 'over_limit' });
    const [{ role_id }] = (await product.call<{ role_id: string }[]>('GET', '/notifications/approval-limits')).body as [
      { role_id: string },
    ];
    const limit = { role_id, kind: 'refund', currency: 'INR', max_amount_minor: 20_000_000 };
    expect((await product.call('PUT', '/notifications/approval-limits', { as: 'supervisor', body: limit })).status).toBe(403);
    expect((await product.call('PUT', '/notifications/approval-limits', { body: limit })).status).toBe(200);
    expect((await approve(refund.approval_request_id!)).body.status).toBe('approved');
    expect(
      (
        await product.call('PUT', '/refunds/limits', {
          as: 'supervisor',
          body: { currency: 'EUR', per_order_minor: 1, per_customer_minor: null },
        })
      ).status,
    ).toBe(403);
    const unknown = await make({ order_number: undefined, currency: 'EUR', products: lines(10) });
    expect((await act(unknown.id, 'approve')).body.details).toMatchObject({ reasons: [{ limit: 'unverified' }, { limit: 'no_limit' }] });
  });

  it('counts what a customer got for all orders', async () => {
    const { id: customer_id } = (await product.call<{ id: string }>('POST', '/customers', { body: { name: 'Ravi' } })).body;
    order('ORD-a', { paid: '90000' });
    order('ORD-b', { paid: '90000' });
    const made = await Promise.all(
      ['ORD-a', 'ORD-b'].map((order_number) => make({ order_number, customer_id, products: lines(3_000_000) })),
    );
    expect(made.filter(({ approval_request_id }) => approval_request_id !== null)).toHaveLength(1);
  });
});

describe('a payout', () => {
  const approved = async (number: string) => {
    order(number);
    const { id } = await make({ order_number: number, products: lines(1_000) });
    await act(id, 'approve');
    return id;
  };
  const payoutsOf = (number: string) => shop.payouts.filter(({ payment }) => payment === `pay_${number}`);

  it('that nobody knows of is not made again, but found by its reference', async () => {
    const id = await approved('ORD-stall');
    // Each minute it is looked for: not before this test has looked.
    await betweenMinutes();
    shop.faults.push({ kind: 'stall', taken: true });
    await act(id, 'process');
    await until(
      () => get(id),
      ({ history }) => history.at(-1)!.action === 'payout_uncertain',
    );
    expect((await act(id, 'process')).body.code).toBe('step_not_allowed');
    expect((await act(id, 'pay')).body.code).toBe('payout_under_way');
    const list = await product.call<{ data: NotificationDto[] }>('GET', '/notifications?type=payout_uncertain');
    expect(list.body.data[0]).toMatchObject({ entity_type: 'refund', entity_id: id, priority: 'high' });
    await product.app.get(RefundPayouts, { strict: false }).settle(new AbortController().signal);
    expect((await get(id)).status).toBe('paid');
    expect([payoutsOf('ORD-stall').length, shop.asked.filter((reference) => reference === payoutsOf('ORD-stall')[0]!.reference)]).toEqual([
      1,
      [payoutsOf('ORD-stall')[0]!.reference],
    ]);
    expect((await product.call<{ total: number }>('GET', '/notifications?type=payout_uncertain')).body.total).toBe(0);
  });

  it('that was never taken is settled by a person, and then made anew', async () => {
    const id = await approved('ORD-lost');
    const settle = (state: string) =>
      product.call<{ code: string; status: string }>('POST', `/refunds/${id}/payout/settle`, {
        body: { state, reason: 'Not on the statement.' },
      });
    expect((await settle('failed')).body.code).toBe('payout_not_made');
    shop.faults.push({ kind: 'reset', taken: false });
    await act(id, 'process');
    await until(
      () => get(id),
      ({ history }) => history.at(-1)!.action === 'payout_uncertain',
    );
    await product.app.get(RefundPayouts, { strict: false }).settle(new AbortController().signal);
    expect((await get(id)).status).toBe('processing');
    expect((await settle('failed')).body.status).toBe('failed');
    expect((await settle('failed')).body.code).toBe('send_not_uncertain');
    await act(id, 'process');
    await until(
      () => get(id),
      ({ status }) => status === 'paid',
    );
    expect(payoutsOf('ORD-lost')).toHaveLength(1);
  });

  it('that is refused fails the refund, says why, and tells those who see refunds', async () => {
    const id = await approved('ORD-no');
    shop.faults.push({ kind: 'refused', message: 'The card was closed.' });
    await act(id, 'process');
    const failed = await until(
      () => get(id),
      ({ status }) => status === 'failed',
    );
    expect(failed.history.at(-1)).toMatchObject({ action: 'fail', note: 'The card was closed.' });
    expect(failed.allowed_actions).toEqual(['process', 'cancel']);
  });

  it('is in the figures by day, agent and product, with the time that it took', async () => {
    const { body: figures } = await product.call<RefundBreakdownDto>('GET', '/refunds/stats/breakdown?range=7d&currency=INR');
    const { rows } = await product.database.pool.query<{ count: string; amount: string; paid: string; lines: string }>(
      `select count(*) as count, sum(amount_minor) as amount, sum(paid_minor) as paid,
         (select count(*) from refund_products where currency = 'INR') as lines from refunds where currency = 'INR'`,
    );
    const sum = (of: { count: number; amount_minor: number; paid_minor: number }[]) =>
      of.reduce(([count, amount, paid], each) => [count! + each.count, amount! + each.amount_minor, paid! + each.paid_minor], [0, 0, 0]);
    const whole = [Number(rows[0]!.count), Number(rows[0]!.amount), Number(rows[0]!.paid)];
    expect([sum(figures.by_day), sum(figures.by_agent)]).toEqual([whole, whole]);
    expect(figures.by_product.reduce((total, { count }) => total + count, 0)).toBe(Number(rows[0]!.lines));
    expect(figures.time_to_pay).toEqual([{ currency: 'INR', count: expect.any(Number), average_seconds: expect.any(Number) }]);
  });
});
