import { allocate } from '../common/money/minorUnits.js';
import { refundAmountMissing, refundAmountsDisagree } from './refunds.errors.js';

interface GivenLine {
  quantity: number;
  amount_minor?: number;
  unit_price_minor?: number;
  tax_minor?: number;
}

/** A line with its amount, tax included. */
export type MoneyLine<L extends GivenLine> = L & { amount_minor: number };

/**
 * What a refund comes to, and each of its lines: as they are given; or from price and quantity; or, where only the whole is given, in
 * proportion to price and quantity by the largest remainder. Raises refund_amount_missing, refund_amounts_disagree.
 */
export function refundMoney<L extends GivenLine>(
  products: L[],
  amount_minor: number | undefined,
  shipping_minor: number,
): { amount_minor: number; products: MoneyLine<L>[] } {
  const lines = withAmounts(products, amount_minor === undefined ? undefined : amount_minor - shipping_minor);
  const sum = lines.reduce((total, line) => total + line.amount_minor, 0);
  const amount = amount_minor ?? sum + shipping_minor;
  if (amount === 0) throw refundAmountMissing();
  if (amount < shipping_minor || (lines.length > 0 && sum + shipping_minor !== amount))
    throw refundAmountsDisagree({ amount_minor: amount, products: sum, shipping_minor });
  return { amount_minor: amount, products: lines };
}

function withAmounts<L extends GivenLine>(products: L[], whole: number | undefined): MoneyLine<L>[] {
  const given = products.filter(({ amount_minor }) => amount_minor !== undefined);
  if (given.length === products.length) return products as MoneyLine<L>[];
  const prices = products.map(({ unit_price_minor = 0, quantity }) => unit_price_minor * quantity);
  if (given.length > 0 || prices.some((price) => price === 0)) throw refundAmountMissing();
  const amounts = whole === undefined ? prices : allocate(whole, prices);
  return products.map((line, index) => ({ ...line, amount_minor: amounts[index]! }));
}
