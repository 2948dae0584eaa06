import { groupFigures, scoreFigure, shortfall } from './auditFigures.js';

const versions = new Map([
  ['v1', { scorecard_id: 'card', card_version: 1 }],
  ['v2', { scorecard_id: 'card', card_version: 2 }],
]);

describe('figures of audits', () => {
  it('are told for each version of a scorecard, and together', () => {
    const amounts = [
      { scorecard_version_id: 'v2', scored: 1, final_hundredths: 10_000 },
      { scorecard_version_id: 'v1', scored: 2, final_hundredths: 11_429 },
    ];
    expect(scoreFigure(amounts, versions)).toEqual({
      scored: 3,
      average: 71.43,
      versions: [
        { scorecard_version_id: 'v1', scorecard_id: 'card', card_version: 1, scored: 2, average: 57.15 },
        { scorecard_version_id: 'v2', scorecard_id: 'card', card_version: 2, scored: 1, average: 100 },
      ],
    });
  });

  it('have no average where nothing is scored', () => {
    const waiting = [{ value: 'billing', count: 2, amounts: [{ scorecard_version_id: 'v1', scored: 0, final_hundredths: 0 }] }];
    expect(groupFigures(waiting, versions)).toEqual([{ value: 'billing', count: 2, scored: 0, average: null, versions: [] }]);
  });
});

describe('a draw that finds too little', () => {
  it.each([
    [5, 5, 0, null],
    [5, 9, 3, null],
    [5, 3, 0, 'Only 3 things of the agent meet the rule.'],
    [5, 1, 1, 'Only 1 thing of the agent meets the rule; 1 more has an audit already.'],
    [2, 0, 4, 'No thing of the agent meets the rule; 4 more have an audit already.'],
  ])('of %i wanted and %i found, %i audited before, says why', (wanted, eligible, audited_before, reason) => {
    expect(shortfall({ wanted, eligible, audited_before })).toBe(reason);
  });
});
