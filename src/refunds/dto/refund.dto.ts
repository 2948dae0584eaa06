import { OmitType, PartialType, PickType } from '@nestjs/swagger';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsGroupDto, StatsOfMoneyDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import type { Row } from '../../supabase/table.js';
import { REFUND, REFUND_REASONS } from '../refunds.states.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Currency, Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';

type RefundStatus = StateOf<typeof REFUND>;
type RefundReason = (typeof REFUND_REASONS)[number];
const ACTIONS = [...REFUND.actions, 'comment'] as const;

export class RefundProductInputDto {
  /** @example "SKU-1187" */
  @Optional() @Text({ max: 100 }) product_id?: string;

  /** @example "Atta 5 kg" */
  @Text({ max: 300 }) name: string;

  /** @example 2 */
  @Count({ min: 1, max: 1_000_000 }) quantity: number;

  /**
   * The amount of the whole line, in the smallest unit of the currency.
   * @example 49900
   */
  @MinorUnits() amount_minor: number;
}

export class CreateRefundDto {
  @Optional() @Id() customer_id?: string;

  /** @example "ORD-20451" */
  @Optional() @Text({ max: 100 }) order_number?: string;

  /** @example "damaged" */
  @OneOf(REFUND_REASONS) reason_code: RefundReason;

  /** @example "Bag torn on arrival." */
  @Optional() @Text({ max: 2000 }) reason?: string;

  /**
   * In the smallest unit of the currency. Defaults to the sum of the products.
   * @example 49900
   */
  @Optional() @MinorUnits({ min: 1 }) amount_minor?: number;

  /**
   * An ISO 4217 code.
   * @example "INR"
   */
  @Currency() currency: string;

  @Optional() @ListOf(() => RefundProductInputDto, { max: 200 }) products?: RefundProductInputDto[];

  /** The agent who handles the refund. */
  @Optional() @Id() assignee_id?: string;
}

export class UpdateRefundDto extends PartialType(
  PickType(CreateRefundDto, ['customer_id', 'order_number', 'reason_code', 'reason', 'assignee_id']),
  { skipNullProperties: false },
) {
  /** @example "in_review" */
  @Optional() @OneOf(REFUND.states) status?: RefundStatus;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class RefundActionDto {
  /** @example "approve" */
  @OneOf(ACTIONS) action: StepOf<typeof REFUND> | 'comment';

  /** @example "Photo seen." */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListRefundsDto extends PageQueryDto {
  @AnyOf(REFUND.states) status?: RefundStatus[];

  @AnyOf(REFUND_REASONS) reason_code?: RefundReason[];

  @Optional() @Id() assignee_id?: string;

  @Optional() @Id() customer_id?: string;

  @Optional() @Currency() currency?: string;

  @Optional() @Text({ max: 100 }) order_number?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  @Optional() @MinorUnits() min_amount?: number;

  @Optional() @MinorUnits() max_amount?: number;

  /** Searches the number, the order number and the reason. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at', 'amount_minor']) sort?: 'created_at' | 'updated_at' | 'amount_minor';
}

export class RefundStatsQueryDto extends OmitType(ListRefundsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class RefundDto implements Row<'refunds'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "RFD-0042" */
  number: string;
  /** @example "pending" */
  @OneOf(REFUND.states) status: RefundStatus;
  customer_id: string | null;
  /** @example "ORD-20451" */
  order_number: string;
  /** @example "damaged" */
  @OneOf(REFUND_REASONS) reason_code: RefundReason;
  reason: string;
  /** @example 49900 */
  amount_minor: number;
  /** @example "INR" */
  currency: string;
  assignee_id: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class RefundPageDto extends PageOf(RefundDto) {}

export class RefundProductDto {
  id: string;
  product_id: string;
  /** @example "Atta 5 kg" */
  name: string;
  quantity: number;
  amount_minor: number;
}

export class RefundDetailDto extends RefundDto {
  products: RefundProductDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(REFUND.actions)) allowed_actions: StepOf<typeof REFUND>[];
}

export class RefundStatsDto extends StatsOfMoneyDto {
  by_status: StatsGroupDto[];
  by_reason_code: StatsGroupDto[];
}
