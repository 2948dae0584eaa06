/**
 * What a field holds. `text` and the texts of a `list` are compared whatever their case; a `choice` is one of few values, or an id, and
 * compared as it is written.
 */
export type FieldKind = 'text' | 'choice' | 'number' | 'flag' | 'time' | 'list';

/** A field that conditions may ask about. */
export interface ConditionField {
  kind: FieldKind;
  /** Of a choice: all that there are; left out where they are not known beforehand. */
  values?: readonly string[];
  /** What it is, for people. */
  says: string;
}

/** The fields of one kind of thing, by name. The rows that are asked, and the table or view in SQL, have them as columns of that name. */
export type ConditionFields = Readonly<Record<string, ConditionField>>;

export interface Comparison {
  field: string;
  operator: string;
  /** Left out for operators that need none. */
  value?: ConditionValue;
}

export type ConditionValue = string | number | boolean | readonly string[] | readonly number[];

/**
 * A tree of comparisons. Every comparison is true or false, also when the field has no value: then nothing equals it and nothing is in it.
 * The negative of an operator is true exactly when the operator is false.
 */
export type Condition = { all: readonly Condition[] } | { any: readonly Condition[] } | { not: Condition } | Comparison;

/** A row, as it comes from the database: numbers also as text, times as text or `Date`. */
export type ConditionRow = Readonly<Record<string, unknown>>;

/** What a condition is asked about besides the row. */
export interface ConditionContext {
  now: Date;
}

/** Levels of a tree. */
export const MAX_DEPTH = 6;
/** Comparisons of a tree. */
export const MAX_COMPARISONS = 100;
/** Values of one comparison. */
export const MAX_VALUES = 200;
/** Characters of one value. */
export const MAX_VALUE_LENGTH = 500;
