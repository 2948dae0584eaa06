import { causeShares } from './causeShares.js';

const percents = (...given: Parameters<typeof causeShares>[0][number][]) =>
  causeShares(given).map(({ percent, is_primary }) => [percent, is_primary]);

describe('causeShares', () => {
  it('divides a return evenly when nothing is said, to a whole', () => {
    expect(percents({ cause_id: 'a' })).toEqual([[100, true]]);
    expect(percents({ cause_id: 'a' }, { cause_id: 'b' }, { cause_id: 'c' })).toEqual([
      [34, true],
      [33, false],
      [33, false],
    ]);
    expect(percents()).toEqual([]);
  });

  it('takes the largest share for the primary cause, unless another is named', () => {
    expect(percents({ cause_id: 'a', percent: 40 }, { cause_id: 'b', percent: 60 })).toEqual([
      [40, false],
      [60, true],
    ]);
    expect(percents({ cause_id: 'a', percent: 40, is_primary: true }, { cause_id: 'b', percent: 60 })).toEqual([
      [40, true],
      [60, false],
    ]);
  });

  it('refuses shares that make no whole, that are given for some only, and two primary causes', () => {
    for (const given of [
      [{ cause_id: 'a', percent: 99 }],
      [
        { cause_id: 'a', percent: 60 },
        { cause_id: 'b', percent: 60 },
      ],
      [{ cause_id: 'a', percent: 100 }, { cause_id: 'b' }],
      [
        { cause_id: 'a', is_primary: true },
        { cause_id: 'b', is_primary: true },
      ],
    ])
      expect(() => causeShares(given)).toThrow('Give the shares of all causes or of none');
  });
});
