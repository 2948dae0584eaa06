import type { AppError } from '../common/errors/appError.js';
import { refundMoney } from './refundMoney.js';

const line = (quantity: number, amount_minor?: number, unit_price_minor?: number) => ({ quantity, amount_minor, unit_price_minor });
const amounts = (...given: Parameters<typeof refundMoney>) => {
  try {
    const { amount_minor, products } = refundMoney(...given);
    return [amount_minor, ...products.map((product) => product.amount_minor)];
  } catch (error) {
    return (error as AppError).code;
  }
};

describe('what a refund comes to', () => {
  it.each([
    ['the lines that are given', [line(1, 700), line(2, 300)], undefined, 0, [1000, 700, 300]],
    ['with the delivery', [line(1, 700)], undefined, 50, [750, 700]],
    ['price and quantity', [line(2, undefined, 250), line(1, undefined, 99)], undefined, 0, [599, 500, 99]],
    ['the whole, divided', [line(1, undefined, 100), line(1, undefined, 100), line(1, undefined, 100)], 100, 0, [100, 34, 33, 33]],
    ['the whole, divided without the delivery', [line(1, undefined, 100), line(1, undefined, 300)], 110, 10, [110, 25, 75]],
    ['the whole alone', [], 500, 0, [500]],
    ['C-091: what is left of 1896 after 1497', [line(1, 399)], 399, 0, [399, 399]],
    ['nothing', [], undefined, 0, 'refund_amount_missing'],
    ['zero', [line(1, 0)], undefined, 0, 'refund_amount_missing'],
    ['lines of which some say nothing', [line(1, 100), line(1)], undefined, 0, 'refund_amount_missing'],
    ['lines that do not add up', [line(1, 100)], 101, 0, 'refund_amounts_disagree'],
    ['less than the delivery', [], 10, 20, 'refund_amounts_disagree'],
  ])('%s', (_what, products, amount, shipping, expected) => expect(amounts(products, amount, shipping)).toEqual(expected));
});
