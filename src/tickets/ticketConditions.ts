import type { Comparison, Condition, ConditionFields, ConditionValue } from '../common/conditions/condition.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { TICKET, TICKET_CHANNELS } from './tickets.states.js';

/** What saved views and bulks may ask of a ticket. */
export const TICKET_FIELDS = {
  status: { kind: 'choice', values: TICKET.states, says: 'Its status.' },
  priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'Its priority.' },
  channel: { kind: 'choice', values: TICKET_CHANNELS, says: 'The channel it came by.' },
  category: { kind: 'choice', says: 'Its category.' },
  team: { kind: 'choice', says: 'The team that it is with.' },
  assignee_id: { kind: 'choice', says: 'The agent who has it; `me` is whoever asks.' },
  customer_id: { kind: 'choice', says: 'Whose matter it is.' },
  created_by: { kind: 'choice', says: 'The user who made it; `me` is whoever asks.' },
  tags: { kind: 'list', says: 'Its tags.' },
  watcher_ids: { kind: 'list', says: 'Users who watch it; `me` is whoever asks.' },
  number: { kind: 'text', says: 'Its number.' },
  subject: { kind: 'text', says: 'Its subject.' },
  description: { kind: 'text', says: 'Its description.' },
  cycle: { kind: 'number', says: 'How often it was opened.' },
  created_at: { kind: 'time', says: 'When it was made.' },
  updated_at: { kind: 'time', says: 'When it changed last.' },
  due_at: { kind: 'time', says: 'When it is due.' },
  waiting_since: { kind: 'time', says: 'Since when the customer waits.' },
  status_since: { kind: 'time', says: 'Since when it has its status.' },
  last_customer_at: { kind: 'time', says: 'When the customer wrote last.' },
  last_response_at: { kind: 'time', says: 'When he was answered last.' },
  resolved_at: { kind: 'time', says: 'When it was resolved.' },
} as const satisfies ConditionFields;

/** Whoever asks, as fields name him. Without an agent of his own nothing is his. */
interface Me {
  user_id: string;
  agent_id: string | null;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The condition with `me` put in. */
export function forMe(condition: Condition, me: Me): Condition {
  if ('all' in condition) return { all: condition.all.map((each) => forMe(each, me)) };
  if ('any' in condition) return { any: condition.any.map((each) => forMe(each, me)) };
  if ('not' in condition) return { not: forMe(condition.not, me) };
  const own: Record<string, string> = { assignee_id: me.agent_id ?? NOBODY, created_by: me.user_id, watcher_ids: me.user_id };
  const id = own[condition.field];
  if (id === undefined || condition.value === undefined) return condition;
  const put = (value: unknown) => (value === 'me' ? id : value);
  const value = Array.isArray(condition.value) ? condition.value.map(put) : put(condition.value);
  return { ...condition, value: value as ConditionValue };
}

/** Every comparison of a condition. */
export function comparisonsOf(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  return 'not' in condition ? comparisonsOf(condition.not) : [condition];
}
