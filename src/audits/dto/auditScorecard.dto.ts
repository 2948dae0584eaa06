import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Decimal, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AUDITED_KINDS, type AuditedKind } from '../audits.states.js';

const KEY = { max: 40, pattern: /^[a-z][a-z0-9_]{0,39}$/, says: 'must be lower-case letters, digits and underscores' } as const;
const QUESTION_KINDS = ['yes_no', 'scale'] as const;
const SORTS = ['created_at', 'name'] as const;

export class AuditQuestionInputDto {
  /**
   * Names the question over all versions of the scorecard.
   * @example "greeting"
   */
  @Text(KEY) key: string;

  /** @example "Was the customer greeted by name?" */
  @Text({ min: 1, max: 500, oneLine: true }) text: string;

  /** What makes a good answer, for the auditor. */
  @Optional() @Text({ max: 2000 }) guidance?: string;

  /** Answered by `yes` or `no`, or by points from 0 to `max_points`. */
  @OneOf(QUESTION_KINDS) kind: (typeof QUESTION_KINDS)[number];

  /**
   * With `scale`: the most points.
   * @example 5
   */
  @Optional(({ kind }: AuditQuestionInputDto) => kind !== 'scale') @Nullable() @Count({ min: 1, max: 100 }) max_points?: number | null;

  /**
   * What it counts within its section.
   * @example 40
   */
  @Count({ min: 1, max: 1_000 }) weight: number;

  /** Whether no, or 0 points, overrides the score of the whole. */
  @Optional() @Flag() is_critical?: boolean;

  /** Whether `na` is an answer; it is when nothing is said. */
  @Optional() @Flag() allows_na?: boolean;
}

export class AuditSectionInputDto {
  /** @example "opening" */
  @Text(KEY) key: string;

  /** @example "Opening" */
  @Text({ min: 1, max: 200, oneLine: true }) title: string;

  /**
   * What it counts in the whole; without it, as much as its questions together.
   * @example 30
   */
  @Optional() @Count({ min: 1, max: 100_000 }) weight?: number;

  @ListOf(() => AuditQuestionInputDto, { min: 1, max: 50, unique: ({ key }: AuditQuestionInputDto) => key })
  questions: AuditQuestionInputDto[];
}

export class CreateAuditScorecardDto {
  /** @example "Calls in the first line" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  @Optional() @Text({ max: 2000 }) description?: string;

  /** The kinds of things it is for; all when it is empty. */
  @Optional() @ListOf(OneOf(AUDITED_KINDS), { max: AUDITED_KINDS.length, unique: true }) entity_types?: AuditedKind[];

  /** Whether new audits may have it. */
  @Optional() @Flag() is_active?: boolean;

  @ListOf(() => AuditSectionInputDto, { min: 1, max: 20, unique: ({ key }: AuditSectionInputDto) => key })
  sections: AuditSectionInputDto[];

  /**
   * The most that work with a failed critical question is worth, in percent; 0 when nothing is said.
   * @example 0
   */
  @Optional() @Decimal({ max: 100, places: 2 }) critical_cap?: number;
}

export class UpdateAuditScorecardDto extends PartialType(CreateAuditScorecardDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListAuditScorecardsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  /** Searches name and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class AuditScorecardDto implements Row<'audit_scorecards'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Calls in the first line" */
  name: string;
  description: string;
  @ListOf(OneOf(AUDITED_KINDS)) entity_types: AuditedKind[];
  is_active: boolean;
  /**
   * The version of its questions that new audits get.
   * @example 2
   */
  card_version: number;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  deleted_at: string | null;
}
export class AuditScorecardPageDto extends PageOf(AuditScorecardDto) {}

export class AuditQuestionDto {
  /** @example "greeting" */
  key: string;
  /** @example "Was the customer greeted by name?" */
  text: string;
  guidance: string;
  @OneOf(QUESTION_KINDS) kind: (typeof QUESTION_KINDS)[number];
  /** The most points of a scale; null otherwise. */
  max_points: number | null;
  /** @example 40 */
  weight: number;
  is_critical: boolean;
  allows_na: boolean;
}

export class AuditSectionDto {
  /** @example "opening" */
  key: string;
  /** @example "Opening" */
  title: string;
  /** @example 30 */
  weight: number;
  questions: AuditQuestionDto[];
}

export class AuditScorecardVersionDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  @Id() scorecard_id: string;
  /** @example 2 */
  card_version: number;
  sections: AuditSectionDto[];
  /** @example 0 */
  @Decimal({ max: 100, places: 2 }) critical_cap: number;
  created_by: string | null;
  created_at: string;
}

export class AuditScorecardDetailDto extends AuditScorecardDto {
  /** What it asks now. */
  sections: AuditSectionDto[];
  /** @example 0 */
  @Decimal({ max: 100, places: 2 }) critical_cap: number;
  /** All it ever asked, newest first; audits keep the version that they were made with. */
  versions: AuditScorecardVersionDto[];
}

/** The scorecard of an audit, as it was when the audit was made. */
export class PinnedScorecardDto extends OmitType(AuditScorecardVersionDto, ['created_by', 'created_at', 'id']) {
  /** @example "Calls in the first line" */
  name: string;
}
