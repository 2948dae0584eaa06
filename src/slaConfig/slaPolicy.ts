import type { Condition, ConditionFields } from '../common/conditions/condition.js';
import { matches } from '../common/conditions/matches.js';

export const TIERS = ['vip', 'high', 'normal', 'low'] as const;
export type Tier = (typeof TIERS)[number];

export const METRICS = ['first_response', 'next_response', 'resolution'] as const;
export type Metric = (typeof METRICS)[number];

/** A promise, as the database has it. */
export interface SlaPolicy {
  id: string;
  version: number;
  name: string;
  conditions: Condition | null;
  is_default: boolean;
  is_active: boolean;
  first_response_minutes: number | null;
  next_response_minutes: number | null;
  resolution_minutes: number | null;
  calendar_id: string | null;
  warn_percent: number | null;
  pause_statuses: readonly string[];
  pause_waiting: boolean;
  pause_metrics: readonly string[];
  reply_must_arrive: boolean;
  updated_at: string;
}

export function targetOf(policy: SlaPolicy, metric: Metric): number | null {
  return policy[`${metric}_minutes`];
}

/** The first active policy that matches; the default one comes last and always does. Undefined only when there is none at all. */
export function choosePolicy(
  policies: readonly SlaPolicy[],
  fields: ConditionFields,
  facts: Record<string, unknown>,
  now: Date,
): SlaPolicy | undefined {
  return policies.find((policy) => applies(policy, fields, facts, now));
}

export function applies({ is_active, conditions }: SlaPolicy, fields: ConditionFields, facts: Record<string, unknown>, now: Date): boolean {
  return is_active && (conditions === null || matches(conditions, fields, facts, { now }));
}

/** Fields that conditions ask about. */
export function fieldsOf(condition: Condition): string[] {
  if ('field' in condition) return [condition.field];
  if ('not' in condition) return fieldsOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(fieldsOf);
}
