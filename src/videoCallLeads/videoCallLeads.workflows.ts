import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { VIDEO_CALL, VIDEO_CALL_OUTCOMES, VIDEO_CALL_SOURCES } from './videoCallLeads.states.js';

/** What rules may ask of video calls with those who may buy. */
export const VIDEO_CALL_LEAD_WORKFLOWS: WorkflowKind = {
  type: 'video_call_lead',
  module: 'video_call_leads',
  view: 'workflow_video_call_leads',
  fields: {
    source: { kind: 'choice', values: VIDEO_CALL_SOURCES, says: 'Where the wish came from.' },
    interest: { kind: 'text', says: 'What the customer wants to be shown.' },
    status: { kind: 'choice', values: VIDEO_CALL.states, says: 'Its status.' },
    outcome: { kind: 'choice', values: VIDEO_CALL_OUTCOMES, says: 'What came of it.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    value_minor: { kind: 'number', says: 'What it is worth, in the smallest unit of the currency.' },
    currency: { kind: 'choice', says: 'The currency.' },
    no_shows: { kind: 'number', says: 'How often the customer did not come.' },
    starts_at: { kind: 'time', says: 'When it begins.' },
    ends_at: { kind: 'time', says: 'When it ends.' },
    follow_up_at: { kind: 'time', says: 'When to follow up.' },
    created_at: { kind: 'time', says: 'When it was asked for.' },
    customer_id: { kind: 'choice', says: 'Who wants it.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at', 'starts_at', 'follow_up_at'],
  occurrences: {
    booked: { says: 'It was booked.', event: 'video_call_lead:updated', when: { status: 'booked' } },
    completed: { says: 'It took place.', event: 'video_call_lead:updated', when: { status: 'completed' } },
    cancelled: { says: 'It was cancelled.', event: 'video_call_lead:updated', when: { status: 'cancelled' } },
  },
};
