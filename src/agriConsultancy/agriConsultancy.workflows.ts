import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { AGRI_CHANNELS, AGRI_CONSULTATION, OUTCOMES, QUERY_TYPES, SEASONS } from './agriConsultancy.states.js';

/** What rules may ask of consultations, and do with them. */
export const AGRI_CONSULTATION_WORKFLOWS: WorkflowKind = {
  type: 'agri_consultation',
  module: 'agri_consultancy',
  view: 'workflow_agri_consultations',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    status: { kind: 'choice', values: AGRI_CONSULTATION.states, says: 'Its status.' },
    crop: { kind: 'choice', says: 'The crop.' },
    season: { kind: 'choice', values: SEASONS, says: 'The season.' },
    query_type: { kind: 'choice', values: QUERY_TYPES, says: 'What was asked for.' },
    symptoms: { kind: 'text', says: 'What the farmer sees.' },
    location: { kind: 'text', says: 'Where the plot is.' },
    channel: { kind: 'choice', values: AGRI_CHANNELS, says: 'How the question came.' },
    priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'Its priority.' },
    team: { kind: 'choice', says: 'The team that it is with.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    outcome: { kind: 'choice', values: OUTCOMES, says: 'What came of it.' },
    created_at: { kind: 'time', says: 'When the farmer asked.' },
    advised_at: { kind: 'time', says: 'When advice was given first.' },
    last_told_at: { kind: 'time', says: 'When advice reached the farmer last.' },
    customer_id: { kind: 'choice', says: 'The farmer.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at'],
  occurrences: {
    advised: { says: 'Advice was given.', event: 'agri_consultation:updated', when: { status: 'advised' } },
    closed: { says: 'It was closed.', event: 'agri_consultation:updated', when: { status: 'closed' } },
  },
  assigns: { type: 'agri_consultation', id: 'id' },
};
