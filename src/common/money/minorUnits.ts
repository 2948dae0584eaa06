/** Digits after the point of currencies that have not two (ISO 4217). In SQL money_text() agrees. */
const EXPONENTS: Record<string, number> = {
  ...Object.fromEntries('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0])),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  ...Object.fromEntries('CLF UYW'.split(' ').map((code) => [code, 4])),
};

function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/**
 * What a decimal amount is in the smallest unit of its currency: `12.34` INR is 1234, `1.234` KWD is 1234, `1500` JPY is 1500. Digit by
 * digit, so that nothing is rounded; null when it is no amount, or has more digits than the currency.
 */
export function toMinorUnits(amount: string | number, currency: string): number | null {
  const found = /^(\d{1,15})(?:\.(\d+))?$/.exec(String(amount));
  if (!found) return null;
  const exponent = exponentOf(currency);
  const fraction = (found[2] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) return null;
  const minor = Number(`${found[1]}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

/** The other way round: 1234 INR is `12.34`. */
export function toDecimal(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = String(minor).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * Divides an amount in proportion to weights by the largest remainder: the parts are whole, add up to the amount, and none is off by a
 * whole unit. Of equal remainders the first gets more. Without any weight the first gets all.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const shares = weights.map((weight, index) => {
    const share = BigInt(amount) * BigInt(weight);
    return { index, whole: Number(share / sum), rest: share % sum };
  });
  let left = amount - shares.reduce((total, { whole }) => total + whole, 0);
  for (const share of [...shares].sort((one, other) =>
    one.rest === other.rest ? one.index - other.index : one.rest > other.rest ? -1 : 1,
  )) {
    if (left-- <= 0) break;
    share.whole += 1;
  }
  return shares.map(({ whole }) => whole);
}
