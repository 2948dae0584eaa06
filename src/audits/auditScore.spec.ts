import { type Card, faultsOf, type Question, scoreOf } from './auditScore.js';

const ask = (key: string, weight: number, change: Partial<Question> = {}): Question => ({
  key,
  text: key,
  guidance: '',
  kind: 'yes_no',
  max_points: null,
  weight,
  is_critical: false,
  allows_na: true,
  ...change,
});
const card = (...questions: Question[]): Card => ({
  critical_cap: 0,
  sections: [{ key: 'all', title: 'All', weight: 1, questions }],
});
const answer = (answers: Record<string, string>) => Object.entries(answers).map(([question, value]) => ({ question, answer: value }));

describe('the score of an audit', () => {
  it('leaves what does not apply out of the denominator', () => {
    const scored = scoreOf(card(ask('a', 40), ask('b', 30), ask('c', 30)), answer({ a: 'yes', b: 'na', c: 'no' }));
    expect(scored).toMatchObject({ raw_score: 57.14, score: 57.14, is_auto_failed: false });
    expect(scored.answers.map(({ points }) => points)).toEqual([10_000, null, 0]);
  });

  it('is none where nothing applies, and not nought', () => {
    const nothing = scoreOf(card(ask('a', 40, { is_critical: true }), ask('b', 60)), answer({ a: 'na', b: 'na' }));
    expect(nothing).toMatchObject({ raw_score: null, score: null, is_auto_failed: false, sections: [{ key: 'all', score: null }] });
  });

  it('is overridden by a critical question, with the raw score beside it', () => {
    const critical = card(ask('a', 95), ask('consent', 5, { is_critical: true }));
    const answers = answer({ a: 'yes', consent: 'no' });
    expect(scoreOf(critical, answers)).toMatchObject({ raw_score: 95, score: 0, is_auto_failed: true });
    expect(scoreOf({ ...critical, critical_cap: 40 }, answers)).toMatchObject({ raw_score: 95, score: 40, is_auto_failed: true });
    // A cap is no gift.
    const worse = answer({ a: 'no', consent: 'no' });
    expect(scoreOf({ ...critical, critical_cap: 40 }, worse)).toMatchObject({ raw_score: 0, score: 0, is_auto_failed: true });
  });

  it('fails a critical scale at its lowest step alone', () => {
    const scale = card(ask('a', 1, { kind: 'scale', max_points: 4, is_critical: true }));
    expect(scoreOf(scale, answer({ a: '1' }))).toMatchObject({ score: 25, is_auto_failed: false });
    expect(scoreOf(scale, answer({ a: '0' }))).toMatchObject({ score: 0, is_auto_failed: true });
  });

  it('weighs sections by themselves, and leaves out those in which nothing applies', () => {
    const sections = [
      { key: 'tone', title: 'Tone', weight: 30, questions: [ask('a', 1), ask('b', 3)] },
      { key: 'facts', title: 'Facts', weight: 70, questions: [ask('c', 1, { kind: 'scale', max_points: 5 })] },
      { key: 'sale', title: 'Sale', weight: 900, questions: [ask('d', 1)] },
    ];
    const scored = scoreOf({ critical_cap: 0, sections }, answer({ a: 'no', b: 'yes', c: '4', d: 'na' }));
    expect(scored.sections.map(({ score }) => score)).toEqual([75, 80, null]);
    expect(scored.raw_score).toBe(78.5);
  });

  it('is exact to two decimals, whatever binary fractions do', () => {
    const thirds = card(ask('a', 1), ask('b', 1), ask('c', 1));
    expect(scoreOf(thirds, answer({ a: 'yes', b: 'yes', c: 'no' })).raw_score).toBe(66.67);
    // 0.105 percent: half of a hundredth is rounded up.
    expect(scoreOf(card(ask('a', 1050), ask('b', 998_950)), answer({ a: 'yes', b: 'no' })).raw_score).toBe(0.11);
  });

  it('does not depend on the order of the answers', () => {
    const both = card(ask('a', 1), ask('b', 2));
    const answers = answer({ a: 'yes', b: 'no' });
    expect(scoreOf(both, [...answers].reverse())).toEqual(scoreOf(both, answers));
  });
});

describe('answers', () => {
  const asked = card(ask('a', 1, { allows_na: false }), ask('b', 1, { kind: 'scale', max_points: 5 }));

  it('are refused where one is missing, unknown, twice, or not allowed', () => {
    expect(faultsOf(asked, answer({ a: 'yes', b: '5' }))).toEqual([]);
    expect(faultsOf(asked, answer({ a: 'na', b: '6' })).map(({ field }) => field)).toEqual(['a', 'b']);
    expect(faultsOf(asked, answer({ a: '1', b: 'yes' })).map(({ field }) => field)).toEqual(['a', 'b']);
    expect(faultsOf(asked, answer({ a: 'yes', c: 'yes' }))).toEqual([
      { field: 'c', message: 'is no question of this version of the scorecard' },
      { field: 'b', message: 'is not answered' },
    ]);
    expect(faultsOf(asked, [...answer({ a: 'yes', b: '0' }), ...answer({ a: 'no' })])).toEqual([
      { field: 'a', message: 'is answered twice' },
    ]);
  });

  it('may be few in a draft, but not wrong', () => {
    expect(faultsOf(asked, answer({ a: 'yes' }), { is_draft: true })).toEqual([]);
    expect(faultsOf(asked, answer({ a: 'maybe' }), { is_draft: true })).toHaveLength(1);
  });
});
