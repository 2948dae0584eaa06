import { OmitType, PickType } from '@nestjs/swagger';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Decimal, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import { AUDITED_KINDS, type AuditedKind } from '../audits.states.js';
import { ListAuditsDto } from './audit.dto.js';

export class AuditStatsQueryDto extends OmitType(ListAuditsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class AuditQuestionsQueryDto extends PickType(ListAuditsDto, ['agent_id', 'team', 'scorecard_id', 'auditor_id', 'from', 'to']) {
  @Optional() @OneOf(AUDITED_KINDS) entity_type?: AuditedKind;

  /** Whether weeks are told apart. */
  @Optional() @Flag() weekly?: boolean;
}

/** Of audits by one version of a scorecard: averages over a change of it are not comparable. */
export class AuditVersionScoreDto {
  @Id() scorecard_version_id: string;
  @Id() scorecard_id: string;
  /** @example 2 */
  card_version: number;
  /**
   * Audits with a final score.
   * @example 3
   */
  scored: number;
  /**
   * Of their final scores, in percent.
   * @example 81.25
   */
  @Decimal({ max: 100, places: 2 }) average: number;
}

/** What final scores come to. */
export class AuditScoreFigureDto {
  /**
   * Audits with a final score; the others do not count.
   * @example 3
   */
  scored: number;
  /**
   * Of their final scores, in percent; null without any.
   * @example 81.25
   */
  @Nullable() @Decimal({ max: 100, places: 2 }) average: number | null;
  /** The same for each version of a scorecard; they come to `scored`. */
  versions: AuditVersionScoreDto[];
}

export class AuditGroupDto extends AuditScoreFigureDto {
  /**
   * Null for audits without a value.
   * @example "billing"
   */
  value: string | null;
  /** @example 3 */
  count: number;
}

export class AuditStatsDto {
  /** @example 3 */
  total: number;
  score: AuditScoreFigureDto;
  by_status: StatsCountDto[];
  by_outcome: StatsCountDto[];
  by_is_auto_failed: StatsCountDto[];
  by_entity_type: AuditGroupDto[];
  by_team: AuditGroupDto[];
  by_week: AuditGroupDto[];
}

export class AuditAgentStatsDto {
  /** @example 3 */
  total: number;
  by_agent: AuditGroupDto[];
}

/** How one question of one version of a scorecard is answered, in the scores that are final. */
export class AuditQuestionFigureDto {
  @Id() scorecard_id: string;
  @Id() scorecard_version_id: string;
  /** @example 2 */
  card_version: number;
  /**
   * Its key.
   * @example "greeting"
   */
  question: string;
  /** @example "Was the customer greeted by name?" */
  text: string;
  is_critical: boolean;
  /** The Monday of the week of the work; null when weeks are taken together. */
  @Nullable() @BusinessDate() week: string | null;
  /**
   * Audits that have it.
   * @example 12
   */
  asked: number;
  /**
   * Of these, where it did not apply.
   * @example 2
   */
  not_applicable: number;
  /**
   * What it was worth where it applied, in percent; null where it never did.
   * @example 90
   */
  @Nullable() @Decimal({ max: 100, places: 2 }) average: number | null;
  /** Where it failed and overrode the score. */
  critical_failures: number;
}

export class AuditQuestionStatsDto {
  /** In the order of the scorecard. */
  data: AuditQuestionFigureDto[];
}
