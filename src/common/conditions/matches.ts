import type { Comparison, Condition, ConditionContext, ConditionFields, ConditionRow } from './condition.js';
import { OPERATORS, operandValue, rowValue } from './operators.js';

/** A condition that is ready to be asked about many rows. */
export type CompiledCondition = (row: ConditionRow, context: ConditionContext) => boolean;

/** Whether a row is as the condition says. The condition has been read by `readCondition` for these fields. */
export function matches(condition: Condition, fields: ConditionFields, row: ConditionRow, context: ConditionContext): boolean {
  return compileCondition(condition, fields)(row, context);
}

/** The same for many rows: what does not depend on the row is worked out once. */
export function compileCondition(condition: Condition, fields: ConditionFields): CompiledCondition {
  if ('all' in condition) {
    const parts = condition.all.map((each) => compileCondition(each, fields));
    return (row, context) => parts.every((part) => part(row, context));
  }
  if ('any' in condition) {
    const parts = condition.any.map((each) => compileCondition(each, fields));
    return (row, context) => parts.some((part) => part(row, context));
  }
  if ('not' in condition) {
    const part = compileCondition(condition.not, fields);
    return (row, context) => !part(row, context);
  }
  return comparison(condition, fields);
}

function comparison({ field, operator: name, value: wanted }: Comparison, fields: ConditionFields): CompiledCondition {
  const { kind } = fields[field]!;
  const { operand, test, negates } = OPERATORS[kind][name]!;
  const ready = operandValue(kind, operand, wanted) as never;
  // What has no value is asked only whether it has one.
  const asks_nothing = (negates ?? name) === 'is_empty';
  return (row, { now }) => {
    const value = rowValue(kind, row[field]);
    const is = (value !== null || asks_nothing) && test(value as never, ready, now.getTime());
    return negates ? !is : is;
  };
}
