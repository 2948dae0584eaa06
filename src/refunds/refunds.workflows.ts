import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { REFUND, REFUND_REASONS } from './refunds.states.js';

/** What rules may ask of refunds, and do with them. */
export const REFUND_WORKFLOWS: WorkflowKind = {
  type: 'refund',
  module: 'refunds',
  view: 'workflow_refunds',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    status: { kind: 'choice', values: REFUND.states, says: 'Its status.' },
    order_number: { kind: 'text', says: 'The order that it is for.' },
    reason_code: { kind: 'choice', values: REFUND_REASONS, says: 'Why.' },
    reason: { kind: 'text', says: 'Why, in words.' },
    amount_minor: { kind: 'number', says: 'The amount, in the smallest unit of the currency.' },
    currency: { kind: 'choice', says: 'The currency.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    customer_id: { kind: 'choice', says: 'Who gets it.' },
    is_unverified: { kind: 'flag', says: 'Whether the shop did not say what was paid.' },
    created_at: { kind: 'time', says: 'When it was asked for.' },
    paid_at: { kind: 'time', says: 'When it was paid.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at'],
  occurrences: {
    approved: { says: 'The refund was approved.', event: 'refund:updated', when: { status: 'approved' } },
    rejected: { says: 'The refund was rejected.', event: 'refund:updated', when: { status: 'rejected' } },
    paid: { says: 'The refund was paid.', event: 'refund:updated', when: { status: 'paid' } },
  },
  source: { type: 'refund', id: 'id' },
  approval: 'refund',
};
