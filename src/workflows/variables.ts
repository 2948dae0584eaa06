import type { ConditionFields } from '../common/conditions/condition.js';
import type { TemplateValues, Variable } from '../common/templates/template.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { CHANGED, WAS } from './workflow.js';

/** What the texts of a rule may say: every field of the thing, `{{ticket.number}}`, and of its customer the name. */
export function variablesOf({ type }: Pick<WorkflowKind, 'type'>, fields: ConditionFields): Variable[] {
  const own = Object.entries(fields)
    .filter(([name, { kind }]) => kind !== 'list' && name !== CHANGED && !name.startsWith(WAS))
    .map(([name, { kind }]): Variable => ({ name: `${type}.${name}`, kind: 'text', sample: kind === 'number' ? '1' : name }));
  return [...own, ...CUSTOMER];
}

/** Their values for one thing. */
export function valuesOf({ type }: Pick<WorkflowKind, 'type'>, row: Readonly<Record<string, unknown>>): TemplateValues {
  const values: TemplateValues = {};
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string' || typeof value === 'number') values[`${type}.${name}`] = String(value).slice(0, 2_000);
    if (typeof value === 'boolean') values[`${type}.${name}`] = value ? 'yes' : 'no';
  }
  const name = row['customer_name'] ?? row['display_name'];
  return typeof name === 'string' && name !== '' ? { ...values, 'customer.name': name } : values;
}

const CUSTOMER: Variable[] = [{ name: 'customer.name', kind: 'text', sample: 'Asha Rao' }];
