import type { AppError } from '../errors/appError.js';
import { Random } from '../../providers/sandbox/random.js';
import type { Condition, ConditionFields } from './condition.js';
import { matches } from './matches.js';
import { neverMatches } from './neverMatches.js';
import { readCondition } from './readCondition.js';
import { randomCondition, randomRow, SAMPLE_FIELDS } from './specSupport.js';

const FIELDS = {
  priority: { kind: 'choice', values: ['low', 'normal', 'high'], says: 'How urgent it is.' },
  subject: { kind: 'text', says: 'What it is about.' },
  score: { kind: 'number', says: 'Of the lead.' },
  vip: { kind: 'flag', says: 'Whether the customer is a VIP.' },
  created_at: { kind: 'time', says: 'When it came.' },
  labels: { kind: 'list', says: 'Its labels.' },
} as const satisfies ConditionFields;

const NOW = new Date('2026-02-03T10:00:00.000Z');
const is = (field: string, operator: string, value?: unknown): unknown => ({ field, operator, ...(value !== undefined && { value }) });
const asks = (raw: unknown, row: object): boolean =>
  matches(readCondition(raw, FIELDS, 'conditions'), FIELDS, row as Record<string, unknown>, { now: NOW });
const faults = (raw: unknown): unknown => {
  try {
    return readCondition(raw, FIELDS, 'conditions');
  } catch (error) {
    return ((error as AppError).details as { message: string }[]).map(({ message }) => message);
  }
};

describe('a condition', () => {
  it.each([
    [is('score', 'more_than', 98), { score: 98.5 }, true],
    [is('score', 'equals', '25'), { score: 25 }, true],
    [is('score', 'equals', 25), { score: '25.0' }, true],
    [is('score', 'less_than', 0), { score: null }, false],
    [is('labels', 'has_none', ['a', 'b']), { labels: ['b', 'c'] }, false],
    [is('labels', 'has_none', ['a', 'b']), { labels: null }, true],
    [is('labels', 'has_all', ['a', 'B']), { labels: ['A', 'b', 'c'] }, true],
    [is('subject', 'contains', 'REFUND'), { subject: 'My refund?' }, true],
    [is('subject', 'contains', 'ÄRGER'), { subject: 'viel ärger' }, true],
    [is('subject', 'not_equals', 'x'), {}, true],
    [is('subject', 'equals', 'x'), {}, false],
    [is('subject', 'is_empty'), { subject: '' }, true],
    [is('priority', 'in', ['high', 'low']), { priority: 'high' }, true],
    [is('vip', 'is_false'), { vip: null }, false],
    [is('created_at', 'within_minutes', 60), { created_at: '2026-02-03T09:00:00.000123+00:00' }, true],
    [is('created_at', 'older_than_minutes', 60), { created_at: '2026-02-03T08:59:59.999999+00:00' }, true],
    [{ not: { all: [is('vip', 'is_true'), is('score', 'at_least', 1)] } }, { vip: true }, true],
    [{ any: [is('vip', 'is_true'), is('score', 'at_least', 1)] }, { score: 1 }, true],
  ])('%j asked about %j is %s', (condition, row, answer) => {
    expect(asks(condition, row)).toBe(answer);
  });

  it.each([
    [{ all: [] }, 'conditions.all must be a list of at least one condition'],
    [{}, 'conditions must be { all: […] }, { any: […] }, { not: … } or { field, operator, value }'],
    [{ all: [is('vip', 'is_true')], any: [] }, 'conditions must be { all: […] }, { any: […] }, { not: … } or { field, operator, value }'],
    [
      is('__proto__', 'equals', 1),
      'conditions.field must be one of the following values: priority, subject, score, vip, created_at, labels',
    ],
    [
      { any: [is('vip', 'equals', true)] },
      'conditions.any[0].operator must be one of the following values: is_true, is_false, is_empty, is_present',
    ],
    [is('vip', 'is_true', true), 'conditions.value must be left out with is_true'],
    [is('priority', 'equals', 'urgent'), 'conditions.value must be one of the following values: low, normal, high'],
    [is('score', 'equals', 'a'), 'conditions.value must be a number'],
    [is('subject', 'contains', ''), 'conditions.value must be a text that is not empty'],
    [is('subject', 'contains', 'a\u0000'), 'conditions.value must be well-formed Unicode without NUL'],
    [is('labels', 'has_any', []), 'conditions.value must be a list of at least one value'],
    [is('created_at', 'before', 'tomorrow'), 'conditions.value must be an instant such as 2026-02-24T09:15:00Z'],
    [
      { not: { not: { not: { not: { not: { not: is('vip', 'is_true') } } } } } },
      'conditions.not.not.not.not.not.not must not be nested deeper than 6 levels',
    ],
    [
      {
        all: [
          { any: Array.from({ length: 60 }, () => is('vip', 'is_true')) },
          { any: Array.from({ length: 41 }, () => is('vip', 'is_true')) },
        ],
      },
      'conditions.all[1].any[40] is one of more than 100 comparisons',
    ],
  ])('%#: is refused with its place', (condition, message) => {
    expect(faults(condition)).toEqual([message]);
  });

  it.each<[unknown, boolean]>([
    [{ all: [is('priority', 'equals', 'high'), is('priority', 'equals', 'low')] }, true],
    [{ all: [is('priority', 'not_in', ['low', 'normal']), is('priority', 'not_equals', 'high')] }, false], // it may have none
    [{ all: [is('priority', 'not_in', ['low', 'normal', 'high']), is('priority', 'is_present')] }, true],
    [{ all: [is('score', 'more_than', 3), is('score', 'less_than', 3.5)] }, false],
    [{ all: [is('score', 'more_than', 3), is('score', 'at_most', 3)] }, true],
    [{ all: [is('subject', 'starts_with', 'Re'), is('subject', 'starts_with', 'refund'), is('subject', 'ends_with', '?')] }, false],
    [{ all: [is('subject', 'starts_with', 'Re'), is('subject', 'starts_with', 'Fw')] }, true],
    [{ all: [is('subject', 'contains', 'abc'), is('subject', 'not_contains', 'B')] }, true],
    [{ all: [is('labels', 'has_all', ['a', 'b']), is('labels', 'has_none', ['B'])] }, true],
    [{ all: [is('labels', 'has_any', ['a', 'b']), is('labels', 'has_none', ['B'])] }, false],
    [{ not: { any: [is('vip', 'is_true'), is('vip', 'is_false'), is('vip', 'is_empty')] } }, true],
    [{ all: [is('created_at', 'before', '2026-01-01T00:00:00Z'), is('created_at', 'since', '2026-01-02T00:00:00Z')] }, true],
    [{ all: [is('created_at', 'before', '2026-01-01T00:00:00Z'), is('created_at', 'within_minutes', 5)] }, false],
    [{ any: [is('vip', 'is_true'), { all: [is('score', 'more_than', 3), is('score', 'at_most', 3)] }] }, false],
  ])('%j can never match: %s', (condition, never) => {
    expect(neverMatches(readCondition(condition, FIELDS, 'conditions'), FIELDS)).toBe(never);
  });

  it('that is said never to match matches no random row', () => {
    const random = new Random('never');
    let never = 0;
    for (let round = 0; round < 3_000; round += 1) {
      const condition: Condition = readCondition(randomCondition(random), SAMPLE_FIELDS, 'conditions');
      if (!neverMatches(condition, SAMPLE_FIELDS)) continue;
      never += 1;
      for (let row = 0; row < 50; row += 1) expect(matches(condition, SAMPLE_FIELDS, randomRow(random), { now: NOW })).toBe(false);
    }
    expect(never).toBeGreaterThan(50);
  });
});
