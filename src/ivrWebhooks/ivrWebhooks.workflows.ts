import { PickType } from '@nestjs/swagger';
import { CUSTOMER_WORKFLOW_FIELDS } from '../common/workflows/customerFields.js';
import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { UpdateIvrCallDto } from './calls/dto/ivrCall.dto.js';
import { IVR_CALL } from './calls/ivrCall.states.js';

class ChangeIvrCallDto extends PickType(UpdateIvrCallDto, ['status', 'category_id', 'notes']) {}

/** What rules may ask of calls over an IVR, and do with them. */
export const IVR_CALL_WORKFLOWS: WorkflowKind = {
  type: 'ivr_call',
  module: 'ivr',
  view: 'workflow_ivr_calls',
  fields: {
    status: { kind: 'choice', values: IVR_CALL.states, says: 'How it stands.' },
    direction: { kind: 'choice', values: ['inbound', 'outbound'], says: 'Who called: the customer, or we.' },
    department: { kind: 'choice', says: 'The key of the department that it is with.' },
    provider_id: { kind: 'choice', says: 'The provider that it came by.' },
    customer_number: { kind: 'text', says: 'The number of the customer.' },
    did_number: { kind: 'text', says: 'The number of ours.' },
    language: { kind: 'choice', says: 'The language that the caller chose.' },
    agent_id: { kind: 'choice', says: 'The agent who was rung, or talked.' },
    agent_name: { kind: 'text', says: 'His name, as the provider says it.' },
    assignee_id: { kind: 'choice', says: 'The agent who has to deal with it.' },
    category_id: { kind: 'choice', says: 'What it was about.' },
    notes: { kind: 'text', says: 'What people noted.' },
    flags: { kind: 'list', says: 'What is odd about it.' },
    is_missed_entry: { kind: 'flag', says: 'Whether it stands for missed calls that nobody has made good.' },
    missed_count: { kind: 'number', says: 'How often the caller was missed.' },
    attempts: { kind: 'number', says: 'How often we called back.' },
    is_after_hours: { kind: 'flag', says: 'Whether it came outside the hours of the department.' },
    is_sla_breached: { kind: 'flag', says: 'Whether its promise was broken.' },
    ring_seconds: { kind: 'number', says: 'How long it rang.' },
    talk_seconds: { kind: 'number', says: 'How long they talked.' },
    started_at: { kind: 'time', says: 'When it began.' },
    answered_at: { kind: 'time', says: 'When it was answered.' },
    ended_at: { kind: 'time', says: 'When it ended.' },
    customer_id: { kind: 'choice', says: 'Who called, or was called.' },
    ...CUSTOMER_WORKFLOW_FIELDS,
  },
  times: ['started_at'],
  occurrences: {
    completed: { says: 'The call was completed.', event: 'ivr_call:updated', when: { status: 'completed' } },
    answered: { says: 'The call was answered.', event: 'ivr_call:updated', when: { status: 'answered' } },
    made_good: { says: 'Nobody has to be called back any more.', event: 'ivr_call:updated', when: { is_missed_entry: false } },
  },
  change: {
    dto: ChangeIvrCallDto,
    async apply(query, id, { status, ...change }: ChangeIvrCallDto, note) {
      await query(
        `select public.act_on('public.ivr_calls', $2, c.id, null, coalesce($3, c.status), $4, null, $5)
         from public.ivr_calls c where c.id = $1`,
        [id, JSON.stringify(IVR_CALL.steps), status ?? null, note, JSON.stringify(change)],
      );
    },
  },
  assigns: { type: 'ivr_call', id: 'id' },
  source: { type: 'ivr_call', id: 'id' },
};
