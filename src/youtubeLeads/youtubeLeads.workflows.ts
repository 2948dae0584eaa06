import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { YOUTUBE_INTENTS } from './youtubeIntent.js';
import { YOUTUBE_LEAD, YOUTUBE_SOURCE_STATES } from './youtubeLeads.states.js';

/** What rules may ask of leads from comments. */
export const YOUTUBE_LEAD_WORKFLOWS: WorkflowKind = {
  type: 'youtube_lead',
  module: 'youtube_leads',
  view: 'workflow_youtube_leads',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    video_id: { kind: 'choice', says: 'The video.' },
    author_name: { kind: 'text', says: 'Who wrote the comment.' },
    comment: { kind: 'text', says: 'What was written.' },
    comments: { kind: 'number', says: 'How many comments he wrote.' },
    intent: { kind: 'choice', values: YOUTUBE_INTENTS, says: 'What he wants.' },
    status: { kind: 'choice', values: YOUTUBE_LEAD.states, says: 'Its status.' },
    source_state: { kind: 'choice', values: YOUTUBE_SOURCE_STATES, says: 'Whether the comment is as it was.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    commented_at: { kind: 'time', says: 'When the newest comment was written.' },
    created_at: { kind: 'time', says: 'When it became a lead.' },
    customer_id: { kind: 'choice', says: 'Who wrote it, once he is known.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at', 'commented_at'],
  occurrences: {
    replied: { says: 'Somebody replied.', event: 'youtube_lead:updated', when: { status: 'replied' } },
    converted: { says: 'He bought.', event: 'youtube_lead:updated', when: { status: 'converted' } },
    dismissed: { says: 'It was dismissed.', event: 'youtube_lead:updated', when: { status: 'dismissed' } },
  },
};
