import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AUDITED_KINDS, type AuditedKind } from '../audits.states.js';

export class CreateAuditSampleDto {
  @Id() scorecard_id: string;

  /**
   * The same seed draws the same things from the same work; another one others.
   * @example "2026-W09"
   */
  @Text({ min: 1, max: 100, oneLine: true }) seed: string;

  /**
   * How many things of each agent.
   * @example 5
   */
  @Count({ min: 1, max: 100 }) per_agent: number;

  /**
   * The first business day of the work.
   * @example "2026-02-23"
   */
  @BusinessDate() from_on: string;

  /**
   * The last business day of the work; at most 92 days from the first.
   * @example "2026-03-01"
   */
  @BusinessDate() to_on: string;

  /** The kinds of things; without it, all that the scorecard is for and you may see. */
  @Optional() @ListOf(OneOf(AUDITED_KINDS), { min: 1, max: AUDITED_KINDS.length, unique: true }) entity_types?: AuditedKind[];

  /** Only work of these agents. */
  @Optional() @ListOf(Id(), { max: 500, unique: true }) agent_ids?: string[];

  /**
   * Only work of this team.
   * @example "billing"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100, oneLine: true }) team?: string | null;

  /** Only where a promise was broken. */
  @Optional() @Flag() only_breached?: boolean;

  /** The users who score them, in turn, never the own work; without them, the user who starts. */
  @Optional() @ListOf(Id(), { max: 100, unique: true }) auditor_ids?: string[];

  /** @example "2026-03-08" */
  @Optional() @Nullable() @BusinessDate() due_on?: string | null;
}

export class ListAuditSamplesDto extends PageQueryDto {
  @Optional() @Id() scorecard_id?: string;

  @Optional() @Text({ max: 100 }) seed?: string;

  @Optional() @Text({ max: 100 }) team?: string;
}

export class AuditSampleAgentDto {
  @Id() agent_id: string;
  /** @example 5 */
  wanted: number;
  /**
   * Things of the agent that could be drawn.
   * @example 3
   */
  eligible: number;
  /** @example 3 */
  drawn: number;
  /** Things that were left out because they have an audit. */
  audited_before: number;
  /**
   * Why fewer were drawn than were wanted; null when they were not.
   * @example "Only 3 things of the agent meet the rule; 1 more has an audit already."
   */
  reason: string | null;
}

export class AuditSampleDto implements Omit<Row<'audit_samples'>, 'agents' | 'rule_key'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  scorecard_id: string;
  scorecard_version_id: string;
  /** @example "2026-W09" */
  seed: string;
  /** @example 5 */
  per_agent: number;
  @BusinessDate() from_on: string;
  @BusinessDate() to_on: string;
  @ListOf(OneOf(AUDITED_KINDS)) entity_types: AuditedKind[];
  /** Empty: of all agents. */
  @ListOf(Id()) agent_ids: string[];
  team: string | null;
  only_breached: boolean;
  @ListOf(Id()) auditor_ids: string[];
  @BusinessDate() due_on: string | null;
  /**
   * Audits that it made.
   * @example 12
   */
  drawn: number;
  created_by: string | null;
  created_at: string;
}
export class AuditSamplePageDto extends PageOf(AuditSampleDto) {}

export class AuditSampleDetailDto extends AuditSampleDto {
  agents: AuditSampleAgentDto[];
}

export class AuditSampleItemDto {
  /** @example "conversation" */
  @OneOf(AUDITED_KINDS) entity_type: AuditedKind;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  @Id() agent_id: string;
  team: string | null;
  work_at: string;
  @Nullable() @Id() auditor_id: string | null;
}

export class AuditSamplePreviewDto {
  /** @example 12 */
  drawn: number;
  agents: AuditSampleAgentDto[];
  items: AuditSampleItemDto[];
}
