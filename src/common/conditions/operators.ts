import type { ConditionValue, FieldKind } from './condition.js';

/** What an operator is compared with. */
export type Operand = 'none' | 'text' | 'texts' | 'number' | 'numbers' | 'time' | 'minutes';

/**
 * What a field says and what it is compared with, ready to be compared: folded texts, finite numbers, milliseconds. `value` is null when
 * the field has none.
 */
type Test = (value: never, operand: never, now: number) => boolean;

/** One operator, in both places. SQL: `c` is the column, made comparable by `SQL_VALUE`, `p` the parameter, `now` that of the moment. */
export interface Operator {
  operand: Operand;
  test: Test;
  sql: (c: string, p: string, now: string) => string;
  /** True exactly when that operator is false. */
  negates?: string;
}

const test = <V, O>(is: (value: V, operand: O, now: number) => boolean): Test => is as Test;

const MINUTE_MS = 60_000;
/** Nothing happens so many minutes from now: four thousand years. */
export const MAX_MINUTES = 2_100_000_000;

const TEXTS: Record<string, Operator> = {
  equals: { operand: 'text', test: test((value: string, wanted: string) => value === wanted), sql: (c, p) => `${c} = ${p}` },
  in: { operand: 'texts', test: test((value: string, wanted: string[]) => wanted.includes(value)), sql: (c, p) => `${c} = any (${p})` },
};
const EMPTY_TEXT: Operator = { operand: 'none', test: test((value: string | null) => !value), sql: (c) => `coalesce(${c}, '') = ''` };

const POSITIVE: Record<FieldKind, Record<string, Operator>> = {
  choice: { ...TEXTS, is_empty: EMPTY_TEXT },
  text: {
    ...TEXTS,
    contains: {
      operand: 'text',
      test: test((value: string, part: string) => value.includes(part)),
      sql: (c, p) => `position(${p} in ${c}) > 0`,
    },
    starts_with: {
      operand: 'text',
      test: test((value: string, part: string) => value.startsWith(part)),
      sql: (c, p) => `starts_with(${c}, ${p})`,
    },
    ends_with: {
      operand: 'text',
      test: test((value: string, part: string) => value.endsWith(part)),
      sql: (c, p) => `right(${c}, length(${p})) = ${p}`,
    },
    is_empty: EMPTY_TEXT,
  },
  number: {
    equals: { operand: 'number', test: test((value: number, wanted: number) => value === wanted), sql: (c, p) => `${c} = ${p}` },
    in: { operand: 'numbers', test: test((value: number, wanted: number[]) => wanted.includes(value)), sql: (c, p) => `${c} = any (${p})` },
    less_than: { operand: 'number', test: test((value: number, wanted: number) => value < wanted), sql: (c, p) => `${c} < ${p}` },
    at_most: { operand: 'number', test: test((value: number, wanted: number) => value <= wanted), sql: (c, p) => `${c} <= ${p}` },
    more_than: { operand: 'number', test: test((value: number, wanted: number) => value > wanted), sql: (c, p) => `${c} > ${p}` },
    at_least: { operand: 'number', test: test((value: number, wanted: number) => value >= wanted), sql: (c, p) => `${c} >= ${p}` },
    is_empty: { operand: 'none', test: test((value: number | null) => value === null), sql: (c) => `${c} is null` },
  },
  flag: {
    is_true: { operand: 'none', test: test((value: boolean) => value), sql: (c) => c },
    is_false: { operand: 'none', test: test((value: boolean) => !value), sql: (c) => `not ${c}` },
    is_empty: { operand: 'none', test: test((value: boolean | null) => value === null), sql: (c) => `${c} is null` },
  },
  time: {
    // Only these two, because the database keeps microseconds and JavaScript does not: both agree for bounds in milliseconds.
    before: { operand: 'time', test: test((value: number, bound: number) => value < bound), sql: (c, p) => `${c} < ${p}` },
    since: { operand: 'time', test: test((value: number, bound: number) => value >= bound), sql: (c, p) => `${c} >= ${p}` },
    older_than_minutes: {
      operand: 'minutes',
      test: test((value: number, minutes: number, now: number) => value < now - minutes * MINUTE_MS),
      sql: (c, p, now) => `${c} < ${now} - ${p} * interval '1 minute'`,
    },
    within_minutes: {
      operand: 'minutes',
      test: test((value: number, minutes: number, now: number) => value >= now - minutes * MINUTE_MS),
      sql: (c, p, now) => `${c} >= ${now} - ${p} * interval '1 minute'`,
    },
    is_empty: { operand: 'none', test: test((value: number | null) => value === null), sql: (c) => `${c} is null` },
  },
  list: {
    has_any: {
      operand: 'texts',
      test: test((values: string[], wanted: string[]) => wanted.some((text) => values.includes(text))),
      sql: (c, p) => `${c} && ${p}`,
    },
    has_all: {
      operand: 'texts',
      test: test((values: string[], wanted: string[]) => wanted.every((text) => values.includes(text))),
      sql: (c, p) => `${c} @> ${p}`,
    },
    is_empty: {
      operand: 'none',
      test: test((values: string[] | null) => !values || values.length === 0),
      sql: (c) => `coalesce(cardinality(${c}), 0) = 0`,
    },
  },
};

const NEGATIVE: Record<string, string> = {
  equals: 'not_equals',
  in: 'not_in',
  contains: 'not_contains',
  has_any: 'has_none',
  is_empty: 'is_present',
};

/** All operators of each kind of field. */
export const OPERATORS = Object.fromEntries(
  Object.entries(POSITIVE).map(([kind, operators]) => [
    kind,
    Object.fromEntries(
      Object.entries(operators).flatMap(([name, operator]): [string, Operator][] => {
        const negative = NEGATIVE[name];
        return [[name, operator], ...(negative ? [[negative, { ...operator, negates: name }] as [string, Operator]] : [])];
      }),
    ),
  ]),
) as Record<FieldKind, Record<string, Operator>>;

/** Case does not count. */
function folded(text: string): string {
  return text.toLowerCase();
}

/** What a row says, ready to be compared; null: nothing. */
export function rowValue(kind: FieldKind, raw: unknown): unknown {
  if (raw === null || raw === undefined) return null;
  switch (kind) {
    case 'text':
      return folded(String(raw));
    case 'choice':
      return String(raw);
    case 'number':
      // bigint and numeric come as text. What is no number says nothing.
      return Number.isNaN(Number(raw)) ? null : Number(raw);
    case 'flag':
      return raw;
    case 'time':
      // Digits beyond milliseconds are dropped, as `Date` alone does.
      return raw instanceof Date ? raw.getTime() : Date.parse(String(raw));
    case 'list':
      return (raw as string[]).map(folded);
  }
}

/** What a condition compares with, as the tests take it. */
export function operandValue(kind: FieldKind, operand: Operand, value: ConditionValue | undefined): unknown {
  if (operand === 'time') return Date.parse(value as string);
  if (kind !== 'text' && kind !== 'list') return value;
  return Array.isArray(value) ? (value as string[]).map(folded) : operand === 'text' ? folded(value as string) : value;
}

/**
 * How a column is made comparable in SQL, as `rowValue` does. Compared byte by byte afterwards, so that the language of the database does
 * not count.
 */
export const SQL_VALUE: Record<FieldKind, (column: string) => string> = {
  text: (c) => `(lower(${c}::text collate "und-x-icu") collate "C")`,
  choice: (c) => `${c}::text`,
  number: (c) => `nullif(${c}::double precision, 'NaN')`,
  flag: (c) => c,
  time: (c) => c,
  list: (c) => `array(select lower(e collate "und-x-icu") collate "C" from unnest(${c}::text[]) e where ${c} is not null)`,
};

export const SQL_TYPE: Record<Exclude<Operand, 'none'>, string> = {
  text: 'text',
  texts: 'text[]',
  number: 'double precision',
  numbers: 'double precision[]',
  time: 'timestamptz',
  minutes: 'double precision',
};
