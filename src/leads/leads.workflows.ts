import { PickType } from '@nestjs/swagger';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { UpdateLeadDto } from './dto/lead.dto.js';
import { LEAD, LEAD_SOURCES } from './leads.states.js';

class ChangeLeadDto extends PickType(UpdateLeadDto, ['status', 'priority', 'team', 'next_action', 'next_action_at', 'lost_reason']) {}

/** What rules may ask of leads, and do with them. */
export const LEAD_WORKFLOWS: WorkflowKind = {
  type: 'lead',
  module: 'leads',
  view: 'workflow_leads',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    matter: { kind: 'text', says: 'What it is about.' },
    property: { kind: 'choice', says: 'The brand or site that it is for.' },
    source: { kind: 'choice', values: LEAD_SOURCES, says: 'Where it came from.' },
    status: { kind: 'choice', values: LEAD.states, says: 'Its stage.' },
    score: { kind: 'number', says: 'How likely it is, 0 to 100.' },
    priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'Its priority.' },
    team: { kind: 'choice', says: 'The team that it is with.' },
    assignee_id: { kind: 'choice', says: 'The agent who has it.' },
    value_minor: { kind: 'number', says: 'What it is worth, in the smallest unit of the currency.' },
    currency: { kind: 'choice', says: 'The currency.' },
    next_action: { kind: 'text', says: 'What is to be done next.' },
    lost_reason: { kind: 'text', says: 'Why the customer does not buy.' },
    touches: { kind: 'number', says: 'How often we and the customer were in touch.' },
    next_action_at: { kind: 'time', says: 'When the next action is due.' },
    waiting_since: { kind: 'time', says: 'Since when the customer waits.' },
    created_at: { kind: 'time', says: 'When it began.' },
    customer_id: { kind: 'choice', says: 'Who may buy.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['created_at', 'next_action_at', 'waiting_since'],
  occurrences: {
    won: { says: 'The customer bought.', event: 'lead:updated', when: { status: 'won' } },
    lost: { says: 'The lead was lost.', event: 'lead:updated', when: { status: 'lost' } },
    contacted: { says: 'Somebody contacted the customer.', event: 'lead:updated', when: { status: 'contacted' } },
  },
  change: {
    dto: ChangeLeadDto,
    async apply(query, id, { status, ...change }: ChangeLeadDto, note) {
      await query('select from public.update_lead($1, $2, $3, p_to => $4, p_note => $5)', [
        id,
        JSON.stringify(change),
        JSON.stringify(LEAD.steps),
        status ?? null,
        note,
      ]);
    },
  },
  assigns: { type: 'lead', id: 'id' },
};
