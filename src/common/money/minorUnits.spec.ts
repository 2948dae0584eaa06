import { allocate, toDecimal, toMinorUnits } from './minorUnits.js';

describe('minor units', () => {
  it.each([
    ['12.34', 'INR', 1234],
    ['1.234', 'KWD', 1234],
    ['1500', 'JPY', 1500],
    ['1500.00', 'JPY', 1500],
    [399, 'INR', 39_900],
    ['0.1', 'USD', 10],
    ['90071992547409.91', 'INR', 9_007_199_254_740_991],
    ['1500.5', 'JPY', null],
    ['12.345', 'INR', null],
    ['-1', 'INR', null],
    ['1e3', 'INR', null],
    ['', 'INR', null],
    ['99999999999999999', 'INR', null],
  ])('of %s %s are %s', (amount, currency, minor) => expect(toMinorUnits(amount, currency)).toBe(minor));

  it.each([
    [1234, 'INR', '12.34'],
    [5, 'INR', '0.05'],
    [1234, 'KWD', '1.234'],
    [1500, 'JPY', '1500'],
  ])('%s %s are written %s', (minor, currency, text) => {
    expect(toDecimal(minor, currency)).toBe(text);
    expect(toMinorUnits(text, currency)).toBe(minor);
  });
});

describe('allocation by the largest remainder', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [100, [1, 1, 2], [25, 25, 50]],
    [39_900, [59_900, 89_900], [15_955, 23_945]],
    [1, [1, 1000], [0, 1]],
    [7, [0, 0], [7, 0]],
    [0, [3, 4], [0, 0]],
  ])('divides %s by %j into %j', (amount, weights, parts) => expect(allocate(amount, weights)).toEqual(parts));

  it('adds up and is off by less than one, whatever is divided', () => {
    let seed = 7;
    const dice = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % most;
    for (let run = 0; run < 2_000; run++) {
      const weights = Array.from({ length: 1 + dice(12) }, () => dice(1_000_000));
      const amount = dice(1_000_000_000);
      const parts = allocate(amount, weights);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      expect(parts.reduce((total, part) => total + part, 0)).toBe(amount);
      if (sum > 0) parts.forEach((part, index) => expect(Math.abs(part - (amount * weights[index]!) / sum)).toBeLessThan(1));
    }
  });
});
