import { PickType } from '@nestjs/swagger';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { CONVERSATION } from './conversations/conversation.states.js';
import { UpdateConversationDto } from './conversations/dto/conversation.dto.js';

class ChangeConversationDto extends PickType(UpdateConversationDto, ['status', 'priority', 'team', 'assignee_id', 'labels']) {}

/** What rules may ask of conversations, and do with them. */
export const CONVERSATION_WORKFLOWS: WorkflowKind = {
  type: 'conversation',
  module: 'chats',
  view: 'workflow_conversations',
  fields: {
    channel: { kind: 'choice', values: ['interakt', 'netcore'], says: 'The kind of its provider.' },
    status: { kind: 'choice', values: CONVERSATION.states, says: 'Its status.' },
    priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'Its priority.' },
    team: { kind: 'choice', says: 'The team that it is with.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    customer_id: { kind: 'choice', says: 'Whose it is.' },
    labels: { kind: 'list', says: 'Its labels.' },
    contact_name: { kind: 'text', says: 'The name of the contact.' },
    last_message_preview: { kind: 'text', says: 'How the newest message begins.' },
    last_direction: { kind: 'choice', values: ['inbound', 'outbound'], says: 'Who wrote last: the customer, or we.' },
    cycle: { kind: 'number', says: 'How often it was opened.' },
    message_count: { kind: 'number', says: 'How many messages it has.' },
    unread_count: { kind: 'number', says: 'How many of the customer nobody has read.' },
    created_at: { kind: 'time', says: 'When it began.' },
    last_message_at: { kind: 'time', says: 'When the newest message came.' },
    waiting_since: { kind: 'time', says: 'Since when the customer waits.' },
    last_response_at: { kind: 'time', says: 'When a person of ours wrote last.' },
    window_closes_at: { kind: 'time', says: 'Until when free text may be sent.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at', 'last_message_at', 'waiting_since'],
  occurrences: {
    customer_replied: { says: 'The customer wrote.', event: 'message:created', of: 'conversation_id', when: { direction: 'inbound' } },
    answered: { says: 'Somebody answered.', event: 'message:created', of: 'conversation_id', when: { direction: 'outbound' } },
    resolved: { says: 'The conversation was resolved.', event: 'conversation:updated', when: { status: 'resolved' } },
  },
  change: {
    dto: ChangeConversationDto,
    async apply(query, id, change) {
      await query('select public.update_conversation($1, $2, $3)', [id, JSON.stringify(change), JSON.stringify(CONVERSATION.steps)]);
    },
  },
  tag_field: 'labels',
  tags: (add, remove, now) => ({ labels: [...new Set([...now, ...add])].filter((label) => !remove.includes(label)) }),
  assigns: { type: 'conversation', id: 'id' },
  source: { type: 'conversation', id: 'id' },
  replyTarget: async (_query, id) => ({ email_id: null, conversation_id: id }),
};
