import type { Comparison, Condition, ConditionContext, ConditionFields, ConditionRow } from './condition.js';
import { OPERATORS, operandValue, rowValue } from './operators.js';

/** Whether a row is as the condition says. The condition has been read by `readCondition` for these fields. */
export function matches(condition: Condition, fields: ConditionFields, row: ConditionRow, context: ConditionContext): boolean {
  if ('all' in condition) return condition.all.every((each) => matches(each, fields, row, context));
  if ('any' in condition) return condition.any.some((each) => matches(each, fields, row, context));
  if ('not' in condition) return !matches(condition.not, fields, row, context);
  return compares(condition, fields, row, context);
}

function compares(
  { field, operator: name, value: wanted }: Comparison,
  fields: ConditionFields,
  row: ConditionRow,
  { now }: ConditionContext,
) {
  const { kind } = fields[field]!;
  const operator = OPERATORS[kind][name]!;
  const value = rowValue(kind, row[field]);
  const is =
    // What has no value is asked only whether it has one.
    (value !== null || (operator.negates ?? name) === 'is_empty') &&
    operator.test(value as never, operandValue(kind, operator.operand, wanted) as never, now.getTime());
  return operator.negates ? !is : is;
}
