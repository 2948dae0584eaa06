import type { ProviderError } from '../providerError.js';
import { OrderShopClient } from './orderShop.client.js';
import { PayoutClient } from './payout.client.js';
import { type ShopSandbox, startShopSandbox } from './shop.sandbox.js';
import { readMapping } from './shop.settings.js';

let shop: ShopSandbox;
beforeAll(async () => (shop = await startShopSandbox()));
afterAll(() => shop.stop());

const orders = (mapping = 'currency=currency,paid=paid,refunded=refunded,payment=payment', api_key = shop.api_key) =>
  new OrderShopClient({ url: `${shop.url}/orders/{order_number}`, api_key, timeout_ms: 2_000, mapping: readMapping(mapping) });
const put = (number: string, more: object = {}) =>
  shop.orders.set(number, { number, currency: 'INR', paid: '18.96', refunded: '0', payment: 'pay_1', ...more });

describe('a shop', () => {
  it.each([
    ['decimal amounts', {}, { currency: 'INR', paid_minor: 1896, refunded_minor: 0, payment_ref: 'pay_1' }],
    ['three digits', { currency: 'KWD', paid: '1.234' }, { currency: 'KWD', paid_minor: 1234 }],
    ['none', { currency: 'jpy', paid: 1500 }, { currency: 'JPY', paid_minor: 1500 }],
    ['a part that was given back', { refunded: '5.00' }, { refunded_minor: 500 }],
    ['no payment', { payment: undefined }, { payment_ref: null }],
  ])('tells of an order with %s', async (_what, more, expected) => {
    put('ORD/1 a', more);
    expect(await orders().find('ORD/1 a')).toMatchObject({ order_number: 'ORD/1 a', ...expected });
  });

  it('is read where the mapping says', async () => {
    put('ORD-2', { totals: { money: 'USD', sum: 4200 }, payments: [{ id: 77 }] });
    const mapped = orders('currency=totals.money,paid_minor=totals.sum,payment=payments.0.id');
    expect(await mapped.find('ORD-2')).toEqual({
      order_number: 'ORD-2',
      currency: 'USD',
      paid_minor: 4200,
      refunded_minor: 0,
      payment_ref: '77',
    });
  });

  it('knows no other orders, and says what is wrong with its answer or its key', async () => {
    expect(await orders().find('ORD-404')).toBeNull();
    put('ORD-3', { paid: '18.965' });
    const failures = [orders().find('ORD-3'), orders('currency=nowhere').find('ORD-3'), orders(undefined, 'wrong-key').find('ORD-3')];
    const caught = await Promise.all(failures.map((one) => one.catch((error: unknown) => (error as ProviderError).code)));
    expect(caught).toEqual(['provider_protocol_error', 'provider_protocol_error', 'shop_unauthorised']);
  });
});

describe('a payout', () => {
  const payouts = (url = `${shop.url}/payouts`) => new PayoutClient({ url, api_key: shop.api_key, timeout_ms: 300 });
  const pay = (reference: string) =>
    payouts().pay({ reference, payment_ref: 'pay_1', amount_minor: 39_900, currency: 'INR', note: 'Refund RFD-0001' });

  it('is made once for a reference, and found by it', async () => {
    const [first, second] = [await pay('one'), await pay('one')];
    expect([first.state, second]).toEqual(['paid', first]);
    expect(shop.payouts.filter(({ reference }) => reference === 'one')).toMatchObject([{ amount_minor: 39_900, currency: 'INR' }]);
    expect(await payouts().find('one')).toEqual(first);
    expect(await payouts().find('never')).toBeNull();
  });

  it.each([
    ['refused', { kind: 'refused' as const }, 'failed', null],
    ['taken, with an answer that does not come', { kind: 'stall' as const, taken: true }, 'unknown', 'paid'],
    ['not taken, with an answer that does not come', { kind: 'stall' as const, taken: false }, 'unknown', null],
    ['taken, and the line breaks', { kind: 'reset' as const, taken: true }, 'unknown', 'paid'],
    ['taken, and the answer is 502', { kind: 'error' as const, taken: true }, 'unknown', 'paid'],
  ])('that is %s', async (what, fault, state, found) => {
    shop.faults.push(fault);
    expect((await pay(what)).state).toBe(state);
    expect((await payouts().find(what))?.state ?? null).toBe(found);
  });

  it('to nobody is certainly not made', async () => {
    const result = await payouts('http://127.0.0.1:9/payouts').pay({
      reference: 'x',
      payment_ref: 'p',
      amount_minor: 1,
      currency: 'INR',
      note: '',
    });
    expect(result.state).toBe('not_sent');
  });
});
