import type { TableOptions } from '../supabase/table.js';
import { auditNotFound } from './audits.errors.js';
import { AUDIT, AUDITED_KINDS, OUTCOMES } from './audits.states.js';
import type { AuditDto } from './dto/audit.dto.js';

/** Everything but what hides a row and what is kept for averages. */
const COLUMNS = [
  ...['id', 'number', 'status', 'entity_type', 'entity_id', 'agent_id', 'team', 'work_at', 'week', 'scorecard_id', 'scorecard_version_id'],
  ...['sample_id', 'auditor_id', 'reviewer_id', 'due_on', 'raw_score', 'first_score', 'review_score', 'final_score', 'is_auto_failed'],
  ...['outcome', 'summary', 'dispute_reason', 'scored_at', 'acknowledged_at', 'disputed_at', 'resolved_at', 'created_by', 'created_at'],
  ...['updated_at', 'version'],
] as (keyof AuditDto)[];

/** The list of audits, and what is counted of it. */
export const AUDITS: TableOptions<'audits'> = {
  notFound: auditNotFound,
  hidden: 'deleted_at',
  columns: COLUMNS,
  filters: [
    ...(['status', 'entity_type', 'entity_id', 'agent_id', 'team', 'scorecard_id', 'scorecard_version_id', 'sample_id'] as const),
    ...(['auditor_id', 'reviewer_id', 'outcome', 'is_auto_failed', 'week'] as const),
  ],
  ranges: { from: ['work_at', 'gte'], to: ['work_at', 'lt'], due_by: ['due_on', 'lte'], max_score: ['final_score', 'lte'] },
  search: ['number', 'summary', 'dispute_reason'],
  sort: ['created_at', 'work_at', 'updated_at'],
  kept: ['status', 'entity_type', 'team', 'week', 'scorecard_version_id', 'outcome', 'is_auto_failed'],
  stats: {
    status: AUDIT.states,
    outcome: OUTCOMES,
    is_auto_failed: ['false', 'true'],
    entity_type: AUDITED_KINDS,
    team: [],
    week: [],
  },
  amounts: { sums: ['scored', 'final_hundredths'], per: 'scorecard_version_id' },
};
