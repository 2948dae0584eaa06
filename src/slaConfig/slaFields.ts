import type { ConditionFields } from '../common/conditions/condition.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { WORK_CHANNELS } from '../common/matter/channels.js';
import { TIERS } from './slaPolicy.js';

/** What a policy may depend on: facts that the view of each kind of thing has, see register_sla_kind. */
export const SLA_FIELDS = {
  entity_type: { kind: 'choice', says: 'What it is: email_thread, conversation, ticket, ivr_call.' },
  channel: { kind: 'choice', values: WORK_CHANNELS, says: 'How it came.' },
  team: { kind: 'choice', says: 'The key of its team.' },
  department: { kind: 'choice', says: 'The key of the department that was called.' },
  priority: { kind: 'choice', values: MATTER_PRIORITIES, says: 'How urgent it is.' },
  tier: { kind: 'choice', values: TIERS, says: 'The tier of the customer; normal when the customer is not known.' },
  language: { kind: 'choice', says: 'Two letters, as triage or the customer says.' },
  category: { kind: 'choice', says: 'What it is about, as triage says.' },
  labels: { kind: 'list', says: 'Its labels.' },
  tags: { kind: 'list', says: 'Tags of the customer.' },
  inbox: { kind: 'choice', says: 'The id of the mailbox or chat provider.' },
  subject: { kind: 'text', says: 'The subject.' },
  created_at: { kind: 'time', says: 'When it began.' },
} as const satisfies ConditionFields;

/** Facts that are always read, because reports need them. */
export const ALWAYS_READ = ['entity_type', 'channel', 'team', 'department', 'priority', 'tier'];
