import { distributionOf, figuresOf, groupsOf, type ResultCount } from './surveyResults.js';

const row = (score: number | null, change: Partial<ResultCount> = {}): ResultCount => ({
  dimension: 'all',
  value: null,
  is_answered: score !== null,
  is_excluded: false,
  answer: score === null ? null : String(score),
  score,
  count: 1,
  ...change,
});

describe('results', () => {
  it('of CSAT are the share of 4 and 5; who did not answer counts in the response rate alone', () => {
    const counts = [row(5, { count: 2 }), row(4), row(3), row(1), row(null, { count: 3 })];
    expect(figuresOf('csat', counts)).toEqual({ invited: 8, answered: 5, response_rate: 62.5, excluded: 0, n: 5, score: 60, mean: 3.6 });
  });

  it('of NPS are promoters less detractors', () => {
    const counts = [row(10, { count: 4 }), row(9), row(8, { count: 2 }), row(6), row(0, { count: 2 })];
    expect(figuresOf('nps', counts)).toMatchObject({ n: 10, score: 20, mean: 7.1 });
    expect(figuresOf('nps', [row(0), row(6)]).score).toBe(-100);
  });

  it('of CES are the mean', () => {
    expect(figuresOf('ces', [row(7), row(6), row(1)])).toMatchObject({ score: 4.7, mean: 4.67 });
  });

  it('without answers are none, and no zero', () => {
    expect(figuresOf('csat', [row(null)])).toEqual({
      invited: 1,
      answered: 0,
      response_rate: 0,
      excluded: 0,
      n: 0,
      score: null,
      mean: null,
    });
    expect(figuresOf('csat', []).response_rate).toBeNull();
    expect(figuresOf('choice', [row(null, { is_answered: true, answer: 'speed' })])).toMatchObject({ n: 1, score: null });
  });

  it('leave out what is excluded, and count it', () => {
    const counts = [row(5), row(1, { is_excluded: true })];
    expect(figuresOf('csat', counts)).toMatchObject({ answered: 2, excluded: 1, n: 1, score: 100, mean: 5 });
    expect(distributionOf(counts)).toEqual([{ answer: '5', count: 1 }]);
  });

  it('tell small groups together, and add up to the whole', () => {
    const counts = [
      row(5, { value: 'a', count: 6 }),
      row(1, { value: 'b', count: 5 }),
      row(5, { value: 'c', count: 2 }),
      row(null, { value: 'd', count: 4 }),
      row(3, { value: null, count: 1 }),
    ];
    const groups = groupsOf('csat', counts, 5);
    expect(groups.map(({ value, is_other, groups: of, invited, n, score }) => [value, is_other, of, invited, n, score])).toEqual([
      ['a', false, 1, 6, 6, 100],
      ['b', false, 1, 5, 5, 0],
      [null, true, 3, 7, 3, 66.7],
    ]);
    const whole = figuresOf('csat', counts);
    for (const key of ['invited', 'answered', 'n'] as const) expect(groups.reduce((sum, group) => sum + group[key], 0)).toBe(whole[key]);
  });

  it('tell no other row when every group is large enough', () => {
    expect(groupsOf('csat', [row(5, { value: 'a', count: 6 })], 5)).toHaveLength(1);
  });
});
