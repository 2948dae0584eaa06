import type { ConditionFields } from '../conditions/condition.js';

/** What every kind of thing that is a customer's can be asked about him; its view has them as columns. */
export const CUSTOMER_WORKFLOW_FIELDS = {
  customer_tier: { kind: 'choice', values: ['vip', 'high', 'normal', 'low'], says: "The customer's tier." },
  customer_tags: { kind: 'list', says: "The customer's tags." },
  customer_name: { kind: 'text', says: "The customer's name." },
} as const satisfies ConditionFields;
