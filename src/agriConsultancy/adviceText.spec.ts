import { adviceLine, adviceText, firstRepeat } from './adviceText.js';

const NEEM = {
  name: 'Neem oil',
  dose: 2.5,
  dose_unit: 'ml/l' as const,
  water: 200,
  water_unit: 'l/acre' as const,
  method: 'foliar_spray' as const,
  waiting_days: 7,
  repeat_after_days: 10,
};
const UREA = {
  ...NEEM,
  name: 'Urea',
  dose: 20,
  dose_unit: 'kg/acre' as const,
  water: null,
  water_unit: null,
  method: null,
  waiting_days: null,
  repeat_after_days: null,
};

describe('advice in words', () => {
  it('names dose, water, method, repetition and waiting period of each product', () => {
    expect(adviceText('Spray in the evening.', [NEEM, UREA])).toBe(
      '1. Neem oil: 2.5 ml per l, with water 200 l per acre, foliar spray, again after 10 days, ' +
        'not in the last 7 days before the harvest.\n' +
        '2. Urea: 20 kg per acre.\nSpray in the evening.',
    );
    expect(adviceText('', [{ ...UREA, waiting_days: 0, repeat_after_days: 1 }])).toBe(
      'Urea: 20 kg per acre, again after 1 day, up to the harvest.',
    );
    expect(adviceText(' Wait. ', [])).toBe('Wait.');
  });

  it('fits into one value of a template', () => {
    expect(adviceLine('One\ntwo', [UREA])).toBe('Urea: 20 kg per acre. One two');
    const long = adviceLine('शब्द'.repeat(500), []);
    expect([...long].length).toBe(1024);
    expect(long.endsWith('…')).toBe(true);
  });

  it('is repeated first by the product with the fewest days, over the end of a month too', () => {
    expect(firstRepeat([NEEM, UREA, { repeat_after_days: 21 }], '2026-02-24')).toBe('2026-03-06');
    expect(firstRepeat([UREA, {}], '2026-02-24')).toBeNull();
  });
});
