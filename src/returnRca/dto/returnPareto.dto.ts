import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { Decimal, Id, OneOf } from '../../common/validation/value.decorators.js';

const WAYS = ['weight', 'primary'] as const;
const LEVELS = ['cause', 'root'] as const;

export class ReturnParetoQueryDto extends TimeRangeQueryDto {
  /** How a return with several causes counts: divided by their shares, or once, for its primary cause. Defaults to `weight`. */
  @Optional() @OneOf(WAYS) by?: (typeof WAYS)[number];

  /** `root`: what is below a root of the tree counts for the root. Defaults to `cause`. */
  @Optional() @OneOf(LEVELS) level?: (typeof LEVELS)[number];

  @Optional() @Text({ max: 100 }) product_id?: string;

  @Optional() @Text({ max: 100 }) batch?: string;
}

export class ReturnCostDto {
  /** @example "INR" */
  currency: string;
  /** @example 149700 */
  cost_minor: number;
}

export class ReturnParetoRowDto {
  /** Null: returns without a cause so far. */
  @Nullable() @Id() cause_id: string | null;
  /**
   * The names from the root to the cause.
   * @example ["Packing", "Seal broken"]
   */
  path: string[];
  /**
   * Returns; a divided one counts in parts.
   * @example 12.6
   */
  @Decimal({ places: 2 }) returns: number;
  costs: ReturnCostDto[];
  /**
   * Of all returns.
   * @example 42.5
   */
  @Decimal({ places: 1, max: 100 }) percent: number;
  /**
   * Of all returns, with the causes before it; 100 in the last row.
   * @example 71.9
   */
  @Decimal({ places: 1, max: 100 }) cumulative_percent: number;
}

export class ReturnParetoDto {
  /** How a return with several causes counts here. */
  @OneOf(WAYS) by: (typeof WAYS)[number];
  /**
   * Returns, without cancelled ones. The rows come to the same.
   * @example 30
   */
  total: number;
  costs: ReturnCostDto[];
  /** The cause of most returns first, returns without a cause last. */
  data: ReturnParetoRowDto[];
}
