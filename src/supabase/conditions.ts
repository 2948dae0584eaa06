import { searchPattern } from '../common/list/searchFilter.js';

/** What a column has to be. Several columns: one of them has to meet it. */
export interface Test {
  columns: readonly string[];
  /** `contains`: a text, wherever it stands; `has`: a list has this item; `holds`: an object has these fields. */
  operator: 'eq' | 'in' | 'gte' | 'gt' | 'lte' | 'lt' | 'null' | 'set' | 'contains' | 'has' | 'holds';
  value?: unknown;
}

/**
 * One condition of a list: a test, all tests of at least one of several groups, or SQL with its own parameters, of which the first gets
 * the number that is asked for (`conditionSql` writes such).
 */
export type Condition = Test | { either: Condition[][] } | { sql: (first: number) => { text: string; values: unknown[] } };

/** A query builder of the client; its own types follow literal table names only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Select = any;

/** Puts the conditions that single rows are found by on a query of PostgREST. */
export function narrowed(select: Select, conditions: Test[]): Select {
  return conditions.reduce(
    (query, { columns, operator, value }) => (operator === 'null' ? query.is(columns[0], null) : query.filter(columns[0], operator, value)),
    select,
  );
}

const SIGNS = { eq: '=', gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;

/** Conditions as SQL, their values put into `values`: `$1`, `$2` … Column names are ours, never a caller's. */
export function whereClause(conditions: Condition[], values: unknown[] = []): { text: string; values: unknown[] } {
  const text = allOf(conditions, values);
  return { text: text && `where ${text}`, values };
}

function allOf(conditions: Condition[], values: unknown[]): string {
  const place = (value: unknown) => `$${values.push(value)}`;
  const terms = conditions.map((condition) => {
    if ('either' in condition) return `(${condition.either.map((group) => `(${allOf(group, values)})`).join(' or ')})`;
    if ('sql' in condition) {
      const { text, values: own } = condition.sql(values.length + 1);
      values.push(...own);
      return text;
    }
    const { columns, operator, value } = condition;
    const given =
      operator === 'null' || operator === 'set'
        ? ''
        : place(operator === 'contains' ? searchPattern(value as string) : operand(operator, value));
    const each = columns.map((column) => {
      switch (operator) {
        case 'null':
          return `${column} is null`;
        case 'set':
          return `${column} is not null`;
        case 'in':
          return `${column} = any (${given})`;
        case 'contains':
          return `${column} ilike ${given}`;
        case 'has':
        case 'holds':
          return `${column} @> ${given}`;
        default:
          return `${column} ${SIGNS[operator]} ${given}`;
      }
    });
    return each.length === 1 ? each[0]! : `(${each.join(' or ')})`;
  });
  return terms.join(' and ');
}

function operand(operator: Test['operator'], value: unknown): unknown {
  if (operator === 'has') return [value];
  return operator === 'holds' ? JSON.stringify(value) : value;
}
