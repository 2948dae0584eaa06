import type { Comparison, Condition, ConditionContext, ConditionFields } from './condition.js';
import { OPERATORS, operandValue, SQL_TYPE, SQL_VALUE } from './operators.js';

/** A condition of a WHERE clause with its parameters: `$n` is the first one. */
export interface ConditionSql {
  text: string;
  values: unknown[];
}

/**
 * The same condition for the database. `relation` is how the statement calls the table or view that has the fields as columns; `first` is
 * the number of the first parameter. Never null: what is unknown is false, as `matches` says.
 */
export function conditionSql(
  condition: Condition,
  fields: ConditionFields,
  relation: string,
  { now }: ConditionContext,
  first = 1,
): ConditionSql {
  const values: unknown[] = [];
  const parameter = (value: unknown, type: string): string => {
    values.push(value);
    return `$${first + values.length - 1}::${type}`;
  };
  const write = (each: Condition): string => {
    if ('all' in each) return `(${each.all.map(write).join(' and ')})`;
    if ('any' in each) return `(${each.any.map(write).join(' or ')})`;
    if ('not' in each) return `not ${write(each.not)}`;
    return compare(each);
  };
  const compare = ({ field, operator: name, value }: Comparison): string => {
    const { kind } = fields[field]!;
    const operator = OPERATORS[kind][name]!;
    const { operand } = operator;
    const column = `${quoted(relation)}.${quoted(field)}`;
    const ready = operandValue(kind, operand, value);
    const wanted = operand === 'none' ? '' : parameter(operand === 'time' ? new Date(ready as number) : ready, SQL_TYPE[operand]);
    const moment = operand === 'minutes' ? parameter(now, 'timestamptz') : '';
    const is = `coalesce(${operator.sql(SQL_VALUE[kind](column), wanted, moment)}, false)`;
    return operator.negates ? `not ${is}` : is;
  };
  return { text: write(condition), values };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
