import { funnelOf } from './funnel.js';

const group = (value: string | null, count: number, ...amounts: [string, number][]) => ({
  value,
  count,
  amounts: amounts.map(([currency, value_minor]) => ({ currency, value_minor })),
});

describe('a funnel', () => {
  it('counts at each stage whatever came there or further, money apart by currency', () => {
    const groups = [group('new', 5, ['INR', 100]), group('won', 2, ['USD', 7], ['INR', 50]), group('called', 1)];
    expect(funnelOf(groups, ['new', 'called', 'won'])).toEqual([
      {
        stage: 'new',
        count: 8,
        amounts: [
          { currency: 'INR', value_minor: 150 },
          { currency: 'USD', value_minor: 7 },
        ],
      },
      {
        stage: 'called',
        count: 3,
        amounts: [
          { currency: 'INR', value_minor: 50 },
          { currency: 'USD', value_minor: 7 },
        ],
      },
      {
        stage: 'won',
        count: 2,
        amounts: [
          { currency: 'INR', value_minor: 50 },
          { currency: 'USD', value_minor: 7 },
        ],
      },
    ]);
  });

  it('leaves out what is on no stage', () => {
    expect(funnelOf([group(null, 3), group('elsewhere', 4)], ['new'])).toEqual([{ stage: 'new', count: 0, amounts: [] }]);
  });
});
