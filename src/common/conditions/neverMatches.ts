import type { Comparison, Condition, ConditionFields } from './condition.js';
import { matches } from './matches.js';
import { OPERATORS } from './operators.js';

/** Combinations that are looked at. A condition with more is taken as one that can match. */
const MAX_COMBINATIONS = 2_000;
/** Stands for anything that no condition names. */
const OTHER = '\u{10FFFD}';
const MINUTE_MS = 60_000;

type Literal = Comparison & { is: boolean };

/**
 * Whether no row whatever could match: a contradiction, such as a priority that is high and low. True is certain; false is not for
 * conditions of thousands of combinations, or which compare a time both with a date and with now.
 */
export function neverMatches(condition: Condition, fields: ConditionFields): boolean {
  const combinations = combinationsOf(condition, true);
  return combinations !== null && combinations.every((literals) => isContradiction(literals, fields));
}

/** The condition as alternatives of comparisons that must all hold, or not hold; null: too many. */
function combinationsOf(condition: Condition, is: boolean): Literal[][] | null {
  if ('not' in condition) return combinationsOf(condition.not, !is);
  if ('field' in condition) return literalsOf(condition, is);
  const parts = 'all' in condition ? condition.all : condition.any;
  const together = 'all' in condition === is;
  let result: Literal[][] = together ? [[]] : [];
  for (const part of parts) {
    const alternatives = combinationsOf(part, is);
    if (!alternatives) return null;
    if (result.length * alternatives.length > MAX_COMBINATIONS || result.length + alternatives.length > MAX_COMBINATIONS) return null;
    result = together ? result.flatMap((one) => alternatives.map((other) => [...one, ...other])) : [...result, ...alternatives];
  }
  return result;
}

/** Lists are asked for one text at a time, so that each comparison says one thing. */
function literalsOf(comparison: Comparison, is: boolean): Literal[][] {
  const { field, operator, value } = comparison;
  if (!['has_any', 'has_none', 'has_all'].includes(operator)) return [[{ ...comparison, is }]];
  const has = (value as string[]).map((text): Literal => ({
    field,
    operator: 'has_any',
    value: [text],
    is: is === (operator !== 'has_none'),
  }));
  const together = operator === 'has_any' ? !is : is;
  return together ? [has] : has.map((each) => [each]);
}

function isContradiction(literals: Literal[], fields: ConditionFields): boolean {
  const by_field = new Map<string, Literal[]>();
  for (const literal of literals) by_field.set(literal.field, [...(by_field.get(literal.field) ?? []), literal]);
  return [...by_field].some(
    ([field, own]) => !witnesses(own, fields).some((row) => own.every((each) => holds(each, fields, { [field]: row }))),
  );
}

function holds({ is, ...comparison }: Literal, fields: ConditionFields, row: Record<string, unknown>): boolean {
  return matches(comparison, fields, row, { now: NOW }) === is;
}

const NOW = new Date(0);

/** Values of a field of which at least one fulfils the comparisons if any value does. */
function witnesses(literals: Literal[], fields: ConditionFields): unknown[] {
  const { kind, values } = fields[literals[0]!.field]!;
  const named = literals.flatMap(({ value }) => (Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]));
  switch (kind) {
    case 'flag':
      return [null, true, false];
    case 'number':
      return [null, ...around(named as number[], Number.MAX_VALUE)];
    case 'choice':
      return [null, ...(values ?? [...named, OTHER])];
    case 'time': {
      const relative = literals.filter(({ operator }) => OPERATORS.time[operator]!.operand === 'minutes');
      const mixed = relative.length > 0 && literals.some(({ operator }) => OPERATORS.time[operator]!.operand === 'time');
      // When now is decides; it could be any moment.
      if (mixed) literals.splice(0, literals.length, ...relative);
      const bounds = literals.flatMap(({ operator, value }) =>
        value === undefined
          ? []
          : [OPERATORS.time[operator]!.operand === 'time' ? Date.parse(value as string) : -(value as number) * MINUTE_MS],
      );
      return [null, ...around(bounds, 8.64e15).map((at) => new Date(at))];
    }
    case 'list': {
      const wanted = literals.filter(({ operator, is }) => operator === 'has_any' && is).flatMap(({ value }) => value as string[]);
      return [null, wanted, [...wanted, OTHER]];
    }
    case 'text':
      return [null, '', ...(named as string[]), OTHER, combined(literals)];
  }
}

/** All bounds, what is between them and what is beyond. */
function around(bounds: number[], farthest: number): number[] {
  const sorted = [...new Set(bounds)].sort((one, other) => one - other);
  const between = sorted.slice(1).map((bound, index) => (bound + sorted[index]!) / 2);
  return [...sorted, ...between, -farthest, farthest];
}

/** A text that begins, goes on and ends as it should, with something in between that nobody names. */
function combined(literals: Literal[]): string {
  const of = (name: string) => literals.filter(({ operator, is }) => operator === name && is).map(({ value }) => value as string);
  const longest = (texts: string[]) => texts.reduce((one, other) => (other.length > one.length ? other : one), '');
  const contained = literals
    .filter(({ operator, is }) => (operator === 'contains' && is) || (operator === 'not_contains' && !is))
    .map(({ value }) => value as string);
  return [longest(of('starts_with')), ...contained, longest(of('ends_with'))].join(OTHER);
}
