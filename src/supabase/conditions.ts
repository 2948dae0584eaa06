import { searchFilter, searchPattern } from '../common/list/searchFilter.js';

/** One condition of a list. Several columns: one of them has to meet it. */
export interface Condition {
  columns: string[];
  operator: 'eq' | 'in' | 'gte' | 'gt' | 'lte' | 'lt' | 'null' | 'contains';
  value?: unknown;
}

/** A query builder of the client; its own types follow literal table names only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Select = any;

/** Puts conditions on a query of PostgREST. */
export function narrowed(select: Select, conditions: Condition[]): Select {
  return conditions.reduce((query, { columns, operator, value }) => {
    switch (operator) {
      case 'null':
        return query.is(columns[0], null);
      case 'in':
        return query.in(columns[0], value);
      case 'contains':
        return query.or(searchFilter(columns, value as string));
      default:
        return query.filter(columns[0], operator, value);
    }
  }, select);
}

const SIGNS = { eq: '=', gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;

/** The same conditions as SQL, with values to go along: `$1`, `$2` … Column names are ours, never a caller's. */
export function whereClause(conditions: Condition[]): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const terms = conditions.map(({ columns, operator, value }) => {
    const column = columns[0]!;
    switch (operator) {
      case 'null':
        return `${column} is null`;
      case 'in':
        return `${column}::text = any (${place(value)}::text[])`;
      case 'contains': {
        const pattern = place(searchPattern(value as string));
        return `(${columns.map((name) => `${name} ilike ${pattern}`).join(' or ')})`;
      }
      default:
        return `${column} ${SIGNS[operator]} ${place(value)}`;
    }
  });
  return { text: terms.length > 0 ? `where ${terms.join(' and ')}` : '', values };
}
