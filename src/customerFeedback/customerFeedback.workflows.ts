import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { CUSTOMER_FEEDBACK, CUSTOMER_FEEDBACK_CHANNELS, CUSTOMER_FEEDBACK_KINDS } from './customerFeedback.states.js';

/** What rules may ask of the opinions of customers. */
export const CUSTOMER_FEEDBACK_WORKFLOWS: WorkflowKind = {
  type: 'customer_feedback',
  module: 'customer_feedback',
  view: 'workflow_customer_feedback',
  fields: {
    status: { kind: 'choice', values: CUSTOMER_FEEDBACK.states, says: 'Its status.' },
    kind: { kind: 'choice', values: CUSTOMER_FEEDBACK_KINDS, says: 'What kind it is.' },
    channel: { kind: 'choice', values: CUSTOMER_FEEDBACK_CHANNELS, says: 'How it came.' },
    topic: { kind: 'choice', says: 'What it is about.' },
    rating: { kind: 'number', says: 'One to five.' },
    comment: { kind: 'text', says: 'What was said.' },
    is_anonymous: { kind: 'flag', says: 'Whether nobody is to know who said it.' },
    team: { kind: 'choice', says: 'The team that it is with.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    created_at: { kind: 'time', says: 'When it was said.' },
    customer_id: { kind: 'choice', says: 'Who said it; nobody when it is anonymous.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at'],
  occurrences: {
    answered: { says: 'Somebody answered.', event: 'customer_feedback:updated', when: { status: 'answered' } },
    closed: { says: 'It was closed.', event: 'customer_feedback:updated', when: { status: 'closed' } },
  },
};
