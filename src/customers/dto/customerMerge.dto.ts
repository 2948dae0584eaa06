import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class MergeCustomerDto {
  /** The customer that this one becomes part of; its fields stay as they are. */
  @Id() into_id: string;

  /** @example "Same person, called from her new number." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class MergePreviewQueryDto {
  /** The customer that this one would become part of. */
  @Id() into_id: string;
}

export class MergeMoveDto {
  /**
   * `identity`, `customer` (with those merged before), or a kind of the timeline.
   * @example "email"
   */
  kind: string;
  /** @example 14 */
  count: number;
}

export class MergeConflictDto {
  /** @example "tier" */
  field: string;
  /**
   * As text; lists and objects as JSON.
   * @example "vip"
   */
  customer: string | null;
  /**
   * The value that stays.
   * @example "normal"
   */
  into: string | null;
}

export class MergePreviewDto {
  customer_id: string;
  into_id: string;
  moves: MergeMoveDto[];
  /** Fields that differ. Nothing is overwritten; the other value stays readable and comes back when the merge is undone. */
  conflicts: MergeConflictDto[];
  warnings: string[];
}

export class ListMergesDto extends PageQueryDto {
  @Optional() @Id() customer_id?: string;

  @Optional() @Id() into_id?: string;

  /** Whether merges that were undone are shown too. */
  @Optional() @Flag() undone?: boolean;
}

export class CustomerMergeDto implements Row<'customer_merges'> {
  id: string;
  customer_id: string;
  into_id: string;
  /** @example "Same person, called from her new number." */
  note: string;
  merged_by: string | null;
  merged_at: string;
  undone_by: string | null;
  undone_at: string | null;
}
export class CustomerMergePageDto extends PageOf(CustomerMergeDto) {}

export const SUGGESTION_STATES = ['open', 'dismissed', 'merged'] as const;
export const SUGGESTION_REASONS = ['same_message', 'number_change', 'plus_address', 'same_name'] as const;

export class ListSuggestionsDto extends PageQueryDto {
  @AnyOf(SUGGESTION_STATES) state?: (typeof SUGGESTION_STATES)[number][];

  @AnyOf(SUGGESTION_REASONS) reason?: (typeof SUGGESTION_REASONS)[number][];

  @Optional() @Id() customer_id?: string;

  @Optional() @OneOf(['created_at', 'confidence']) sort?: 'created_at' | 'confidence';
}

export class SuggestionEvidenceDto {
  /** @example "phone" */
  kind: string;
  /** @example "+918123456789" */
  value: string;
  customer_id?: string;
  identity_id?: string;
  verified?: boolean;
}

export class CustomerSuggestionDto {
  id: string;
  customer_id: string;
  other_id: string;
  /** @example "same_message" */
  @OneOf(SUGGESTION_REASONS) reason: (typeof SUGGESTION_REASONS)[number];
  evidence: SuggestionEvidenceDto[];
  /**
   * In per cent.
   * @example 80
   */
  confidence: number;
  /** @example "open" */
  @OneOf(SUGGESTION_STATES) state: (typeof SUGGESTION_STATES)[number];
  /**
   * How often the evidence was met.
   * @example 20
   */
  seen: number;
  decided_by: string | null;
  decided_at: string | null;
  created_at: string;
  updated_at: string;
}
export class CustomerSuggestionPageDto extends PageOf(CustomerSuggestionDto) {}
