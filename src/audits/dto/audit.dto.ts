import { OmitType } from '@nestjs/swagger';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, DateOrInstant } from '../../common/validation/time.decorators.js';
import { Count, Decimal, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AUDIT, AUDITED_KINDS, type AuditedKind, OUTCOMES } from '../audits.states.js';
import { PinnedScorecardDto } from './auditScorecard.dto.js';

type Status = StateOf<typeof AUDIT>;
type Outcome = (typeof OUTCOMES)[number];
const SORTS = ['created_at', 'work_at', 'updated_at'] as const;
const SCORE = { max: 100, places: 2 } as const;

export class AuditAnswerInputDto {
  /**
   * The key of a question.
   * @example "greeting"
   */
  @Text({ min: 1, max: 40, oneLine: true }) question: string;

  /**
   * `yes`, `no`, the points of a scale, or `na`: it does not apply.
   * @example "yes"
   */
  @Text({ max: 3, pattern: /^(yes|no|na|\d{1,3})$/, says: 'must be yes, no, na or points' }) answer: string;

  /** @example "By name, and in her language." */
  @Optional() @Text({ max: 2000 }) note?: string;

  /**
   * The second of the call that it is about.
   * @example 42
   */
  @Optional() @Nullable() @Count({ max: 86_400 }) at_seconds?: number | null;

  /** The message or e-mail that it is about. */
  @Optional() @Nullable() @Id() message_id?: string | null;
}

const ANSWERS = { max: 1_000, unique: ({ question }: AuditAnswerInputDto) => question } as const;

export class CreateAuditDto {
  /** @example "conversation" */
  @OneOf(AUDITED_KINDS) entity_type: AuditedKind;

  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @Text({ min: 1, max: 200, oneLine: true }) entity_id: string;

  @Id() scorecard_id: string;

  /** Whose work is audited; without it, who worked on it most. */
  @Optional() @Id() agent_id?: string;

  /** The user who scores it; without it, the user who starts. */
  @Optional() @Nullable() @Id() auditor_id?: string | null;

  /** @example "2026-03-15" */
  @Optional() @Nullable() @BusinessDate() due_on?: string | null;
}

export class UpdateAuditDto {
  @Optional() @Nullable() @Id() auditor_id?: string | null;

  /** @example "2026-03-15" */
  @Optional() @Nullable() @BusinessDate() due_on?: string | null;

  /** What the agent should take from it. */
  @Optional() @Text({ max: 10_000 }) summary?: string;

  /** A draft: some of the answers, or all. They take the place of those that are there. */
  @Optional() @ListOf(() => AuditAnswerInputDto, ANSWERS) answers?: AuditAnswerInputDto[];

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class StepOfAuditDto {
  /** @example "score" */
  @OneOf([...AUDIT.actions, 'comment']) action: StepOf<typeof AUDIT> | 'comment';

  /** With `dispute` why; with `resolve` what was found. */
  @Optional() @Text({ max: 10_000 }) note?: string;

  /** With `score`: one for each question; the draft when it is left out. With `resolve`: the reviewer's. */
  @Optional() @ListOf(() => AuditAnswerInputDto, ANSWERS) answers?: AuditAnswerInputDto[];

  /** With `score`: what the agent should take from it. */
  @Optional() @Text({ max: 10_000 }) summary?: string;

  /** With `resolve`: whether the auditor's score stands, or the reviewer's takes its place. */
  @Optional() @OneOf(OUTCOMES) outcome?: Outcome;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListAuditsDto extends PageQueryDto {
  @AnyOf(AUDIT.states) status?: Status[];

  @AnyOf(AUDITED_KINDS) entity_type?: AuditedKind[];

  @Optional() @Text({ max: 200 }) entity_id?: string;

  /** Whose work it is. */
  @Optional() @Id() agent_id?: string;

  @Optional() @Text({ max: 100 }) team?: string;

  @Optional() @Id() scorecard_id?: string;

  /** One version of a scorecard. */
  @Optional() @Id() scorecard_version_id?: string;

  @Optional() @Id() sample_id?: string;

  /** The user who scores it. */
  @Optional() @Id() auditor_id?: string;

  /** The user who decided the dispute. */
  @Optional() @Id() reviewer_id?: string;

  @AnyOf(OUTCOMES) outcome?: Outcome[];

  /** Whether a critical question failed. */
  @Optional() @Flag() is_auto_failed?: boolean;

  /**
   * The Monday of a business week in which the work was done.
   * @example "2026-02-23"
   */
  @Optional() @BusinessDate() week?: string;

  /** Work done at or after this instant, or on or after this business day. */
  @Optional() @DateOrInstant() from?: string;

  /** Work done before this instant, or on or before this business day. */
  @Optional() @DateOrInstant() to?: string;

  /** To be scored on or before this day. */
  @Optional() @BusinessDate() due_by?: string;

  /** A final score of at most so many percent. */
  @Optional() @Decimal(SCORE) max_score?: number;

  /** Searches number, summary and the reasons of disputes. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class AuditDto implements Omit<Row<'audits'>, 'deleted_at' | 'scored' | 'final_hundredths'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "AUD-0042" */
  number: string;
  /** @example "scored" */
  @OneOf(AUDIT.states) status: Status;
  /** @example "conversation" */
  @OneOf(AUDITED_KINDS) entity_type: AuditedKind;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  agent_id: string;
  team: string | null;
  /** When the agent last worked on it before the audit was made. */
  work_at: string;
  /** The Monday of the business week of `work_at`. */
  @BusinessDate() week: string;
  scorecard_id: string;
  scorecard_version_id: string;
  sample_id: string | null;
  auditor_id: string | null;
  reviewer_id: string | null;
  @BusinessDate() due_on: string | null;
  /**
   * In percent, before critical questions; null when nothing applied.
   * @example 95
   */
  @Nullable() @Decimal(SCORE) raw_score: number | null;
  /** The auditor's score, also when another became final. */
  @Nullable() @Decimal(SCORE) first_score: number | null;
  /** The reviewer's score, when a dispute was decided with one. */
  @Nullable() @Decimal(SCORE) review_score: number | null;
  /**
   * The score that counts.
   * @example 57.14
   */
  @Nullable() @Decimal(SCORE) final_score: number | null;
  /** A critical question failed. */
  is_auto_failed: boolean;
  @Nullable() @OneOf(OUTCOMES) outcome: Outcome | null;
  summary: string;
  dispute_reason: string;
  scored_at: string | null;
  acknowledged_at: string | null;
  disputed_at: string | null;
  resolved_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class AuditPageDto extends PageOf(AuditDto) {}

export class AuditAnswerDto extends OmitType(AuditAnswerInputDto, ['note', 'at_seconds', 'message_id']) {
  note: string;
  at_seconds: number | null;
  message_id: string | null;
  /**
   * In hundredths of a percent of what the question gives at most; null where it does not apply, and in a draft.
   * @example 10000
   */
  points: number | null;
}

export class AuditSectionScoreDto {
  /** @example "opening" */
  key: string;
  /** In percent; null where nothing applied. */
  @Nullable() @Decimal(SCORE) score: number | null;
}

export class AuditScoreDto {
  /** `audit`: of the auditor; `review`: of who decided the dispute. */
  @OneOf(['audit', 'review']) kind: 'audit' | 'review';
  answers: AuditAnswerDto[];
  sections: AuditSectionScoreDto[];
  @Nullable() @Decimal(SCORE) raw_score: number | null;
  /** @example 57.14 */
  @Nullable() @Decimal(SCORE) score: number | null;
  is_auto_failed: boolean;
  scored_by: string | null;
  /** Null: a draft. */
  scored_at: string | null;
}

export class AuditDetailDto extends AuditDto {
  /** What was worked on; null when you may not see it. */
  @Nullable() entity: EntityDto | null;
  scorecard: PinnedScorecardDto;
  /** What was answered, by the auditor first. */
  scores: AuditScoreDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(AUDIT.actions)) allowed_actions: StepOf<typeof AUDIT>[];
}
