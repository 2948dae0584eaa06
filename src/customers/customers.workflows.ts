import type { WorkflowKind } from '../common/workflows/workflowKind.js';

/** What rules may ask of customers. */
export const CUSTOMER_WORKFLOWS: WorkflowKind = {
  type: 'customer',
  module: 'customers',
  view: 'workflow_customers',
  fields: {
    display_name: { kind: 'text', says: 'The name, or the best-known address.' },
    tier: { kind: 'choice', values: ['vip', 'high', 'normal', 'low'], says: 'The tier.' },
    language: { kind: 'choice', says: 'The language.' },
    time_zone: { kind: 'choice', says: 'The time zone.' },
    tags: { kind: 'list', says: 'The tags.' },
    owner_id: { kind: 'choice', says: 'The agent who looks after him.' },
    blocked: { kind: 'flag', says: 'Whether he is blocked.' },
    created_at: { kind: 'time', says: 'When he was first known.' },
  },
  times: ['created_at'],
  occurrences: {},
};
