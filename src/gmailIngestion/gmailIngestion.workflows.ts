import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { MatterChangeDto } from './emails/dto/matter.dto.js';

/** What rules may ask of e-mails, and do with their threads. */
export const EMAIL_WORKFLOWS: WorkflowKind = {
  type: 'email',
  module: 'emails',
  view: 'workflow_emails',
  fields: {
    direction: { kind: 'choice', values: ['inbound', 'outbound'], says: 'Who wrote it: the customer, or we.' },
    kind: { kind: 'choice', values: ['message', 'auto_reply', 'bounce', 'list', 'loop'], says: 'What kind of mail it is.' },
    begins: { kind: 'flag', says: 'Whether a matter began with it.' },
    from_email: { kind: 'text', says: 'The address of the sender.' },
    from_name: { kind: 'text', says: 'The name of the sender.' },
    subject: { kind: 'text', says: 'The subject.' },
    text: { kind: 'text', says: 'What was written, without quotations.' },
    mailbox: { kind: 'text', says: 'The address of the mailbox.' },
    has_attachments: { kind: 'flag', says: 'Whether files are attached.' },
    is_read: { kind: 'flag', says: 'Whether somebody has read it.' },
    status: { kind: 'choice', values: ['open', 'pending', 'resolved', 'closed', 'spam'], says: 'The status of its matter.' },
    priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'Its priority.' },
    category: { kind: 'choice', says: 'Its category, as triage or a person says.' },
    sentiment: { kind: 'choice', values: ['positive', 'neutral', 'negative'], says: 'How it sounds.' },
    language: { kind: 'choice', says: 'Its language.' },
    team: { kind: 'choice', says: 'The team that it is with.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    triage_state: { kind: 'choice', values: ['none', 'pending', 'done', 'failed', 'blocked'], says: 'How far its triage is.' },
    send_state: { kind: 'choice', says: 'Of one that we wrote: what became of it.' },
    customer_id: { kind: 'choice', says: 'Who wrote, or was written to.' },
    received_at: { kind: 'time', says: 'When it came.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: [],
  occurrences: {
    customer_replied: {
      says: 'The customer wrote again.',
      event: 'email:created',
      of: 'thread_id',
      via: 'thread_id',
      when: { direction: 'inbound' },
    },
    answered: { says: 'Somebody answered.', event: 'email:created', of: 'thread_id', via: 'thread_id', when: { direction: 'outbound' } },
    resolved: { says: 'The matter was resolved.', event: 'email:updated', when: { status: 'resolved' } },
  },
  change: {
    dto: MatterChangeDto,
    async apply(query, id, change) {
      await query('select from public.change_emails(array[$1::uuid], $2)', [id, JSON.stringify(change)]);
    },
  },
  assigns: { type: 'email_thread', id: 'thread_id' },
  source: { type: 'email_thread', id: 'thread_id' },
  replyTarget: async (_query, id) => ({ email_id: id, conversation_id: null }),
};
