import type { ConditionFields } from '../common/conditions/condition.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { ReplyTarget, WorkflowKind } from '../common/workflows/workflowKind.js';
import { ChangeTicketDto } from './dto/ticket.dto.js';
import { TICKET_FIELDS } from './ticketConditions.js';
import { TICKET } from './tickets.states.js';

/** What rules may ask of tickets, and do with them. */
export const TICKET_WORKFLOWS: WorkflowKind = {
  type: 'ticket',
  module: 'tickets',
  view: 'workflow_tickets',
  fields: { ...(TICKET_FIELDS as ConditionFields), ...CUSTOMER_WORKFLOW_FIELDS },
  times: ['created_at', 'due_at', 'waiting_since', 'resolved_at'],
  occurrences: {
    customer_replied: {
      says: 'The customer replied.',
      event: 'ticket_comment:created',
      of: 'ticket_id',
      when: { source: 'customer', visibility: 'public' },
    },
    answered: {
      says: 'Somebody answered.',
      event: 'ticket_comment:created',
      of: 'ticket_id',
      when: { source: 'agent', visibility: 'public' },
    },
    resolved: { says: 'The ticket was resolved.', event: 'ticket:updated', when: { status: 'resolved' } },
    closed: { says: 'The ticket was closed.', event: 'ticket:updated', when: { status: 'closed' } },
    reopened: { says: 'The ticket was open again.', event: 'ticket:updated', when: { status: 'open' } },
  },
  change: {
    dto: ChangeTicketDto,
    async apply(query, id, { status, ...change }: ChangeTicketDto, note) {
      await query('select from public.update_ticket($1, $2, $3, p_to => $4, p_note => $5)', [
        id,
        JSON.stringify(change),
        JSON.stringify(TICKET.steps),
        status ?? null,
        note,
      ]);
    },
  },
  tag_field: 'tags',
  tags: (add_tags, remove_tags) => ({ add_tags, remove_tags }),
  assigns: { type: 'ticket', id: 'id' },
  source: { type: 'ticket', id: 'id' },
  async replyTarget(query, id) {
    const [target] = await query<ReplyTarget & Record<string, unknown>>('select * from public.ticket_reply_target($1, null)', [id]);
    return target!;
  },
};
