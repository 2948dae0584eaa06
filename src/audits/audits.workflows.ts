import type { WorkflowKind } from '../common/workflows/workflowKind.js';
import { AUDIT, AUDITED_KINDS, OUTCOMES } from './audits.states.js';

/** What rules may ask of audits. */
export const AUDIT_WORKFLOWS: WorkflowKind = {
  type: 'audit',
  module: 'audits',
  view: 'workflow_audits',
  fields: {
    number: { kind: 'text', says: 'Its number.' },
    status: { kind: 'choice', values: AUDIT.states, says: 'Its status.' },
    entity_type: { kind: 'choice', values: AUDITED_KINDS, says: 'The kind of thing that was worked on.' },
    agent_id: { kind: 'choice', says: 'Whose work it is about.' },
    team: { kind: 'choice', says: 'The team of the work.' },
    scorecard_id: { kind: 'choice', says: 'The scorecard.' },
    sample_id: { kind: 'choice', says: 'The sample that it was drawn in.' },
    auditor_id: { kind: 'choice', says: 'The user who scores it.' },
    reviewer_id: { kind: 'choice', says: 'The user who decided its dispute.' },
    final_score: { kind: 'number', says: 'The score that counts, in percent.' },
    raw_score: { kind: 'number', says: 'The same before critical questions.' },
    first_score: { kind: 'number', says: "The auditor's score." },
    review_score: { kind: 'number', says: "The reviewer's score." },
    is_auto_failed: { kind: 'flag', says: 'Whether a critical question failed.' },
    outcome: { kind: 'choice', values: OUTCOMES, says: 'What a dispute came to.' },
    work_at: { kind: 'time', says: 'When the agent last worked on it.' },
    created_at: { kind: 'time', says: 'When the audit was made.' },
    scored_at: { kind: 'time', says: 'When it was scored.' },
  },
  times: ['created_at', 'work_at'],
  occurrences: {
    scored: { says: 'It was scored.', event: 'audit:updated', when: { status: 'scored' } },
    disputed: { says: 'The agent disputes it.', event: 'audit:updated', when: { status: 'disputed' } },
    resolved: { says: 'The dispute was decided.', event: 'audit:updated', when: { status: 'resolved' } },
  },
};
