import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { RETURN_RCA } from './returnRca.states.js';

/** What rules may ask of returns. */
export const RETURN_RCA_WORKFLOWS: WorkflowKind = {
  type: 'return_rca',
  module: 'return_rca',
  view: 'workflow_return_rcas',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    status: { kind: 'choice', values: RETURN_RCA.states, says: 'How far its cause is known.' },
    order_number: { kind: 'text', says: 'The order that it belongs to.' },
    product_id: { kind: 'text', says: 'The product.' },
    product_name: { kind: 'text', says: 'Its name.' },
    batch: { kind: 'text', says: 'The batch.' },
    quantity: { kind: 'number', says: 'How many came back.' },
    cost_minor: { kind: 'number', says: 'What it costs, in the smallest unit of the currency.' },
    currency: { kind: 'choice', says: 'The currency.' },
    description: { kind: 'text', says: 'What is wrong with it.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    created_at: { kind: 'time', says: 'When it was recorded.' },
    customer_id: { kind: 'choice', says: 'Who sent it back.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at'],
  occurrences: {
    concluded: { says: 'Its cause is known.', event: 'return_rca:updated', when: { status: 'concluded' } },
    cancelled: { says: 'It was cancelled.', event: 'return_rca:updated', when: { status: 'cancelled' } },
  },
};
