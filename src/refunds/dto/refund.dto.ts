import { PartialType, PickType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { EvidenceDto } from '../../common/files/evidence.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Currency, Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { REFUND, REFUND_REASONS } from '../refunds.states.js';
import { RefundProductDto, RefundProductInputDto } from './refundProduct.dto.js';

type RefundStatus = StateOf<typeof REFUND>;
type RefundReason = (typeof REFUND_REASONS)[number];
const ACTIONS = [...REFUND.actions, 'comment'] as const;

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

  /** The part of the amount that is for the delivery. */
  @Optional() @MinorUnits() shipping_minor?: number;

  /** What shows it. */
  @Optional() @ListOf(() => EvidenceDto, { max: 20 }) evidence?: EvidenceDto[];
}

export class UpdateRefundDto extends PartialType(
  PickType(CreateRefundDto, [
    'customer_id',
    'order_number',
    'reason_code',
    'reason',
    'assignee_id',
    'amount_minor',
    'shipping_minor',
    'products',
    'evidence',
  ]),
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

export class RefundDto implements Omit<Row<'refunds'>, 'evidence'> {
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
  /** @example 0 */
  shipping_minor: number;
  evidence: EvidenceDto[];
  /** The shop did not say what was paid: it is not approved without an approval. */
  is_unverified: boolean;
  /** `original`: back the way it was paid, once it is processed; `manual`: by hand. */
  @OneOf(['original', 'manual']) payout_method: 'original' | 'manual';
  /** The payment of the order, as the shop calls it. */
  payment_ref: string;
  /** What the payout is called where the money came from. */
  payout_reference: string;
  /** The last payout. */
  send_id: string | null;
  /** The approval that was asked for last, because a limit was passed. */
  approval_request_id: string | null;
  paid_at: string | null;
  /** `amount_minor` once it was paid, 0 before. */
  paid_minor: number;
  /** From the request to the money. */
  pay_seconds: number;
  /**
   * The business day of `created_at`.
   * @example "2026-02-24"
   */
  @BusinessDate() created_on: string;
}

export class RefundPageDto extends PageOf(RefundDto) {}

export class OtherRefundDto {
  id: string;
  /** @example "RFD-0041" */
  number: string;
  @OneOf(REFUND.states) status: RefundStatus;
  amount_minor: number;
  currency: string;
}

export class RefundDetailDto extends RefundDto {
  products: RefundProductDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(REFUND.actions)) allowed_actions: StepOf<typeof REFUND>[];
  /** Other refunds of the same order: one of them may be this one, asked for twice. */
  other_refunds: OtherRefundDto[];
}

export class SettlePayoutDto {
  /** `sent`: the money left; `failed`: it did not. */
  @OneOf(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "It is on the statement of the payment provider."
   */
  @Text({ max: 500, min: 1 }) reason: string;
}
