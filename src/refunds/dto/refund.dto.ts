import { OmitType, PartialType, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { AnyOf } from '../../common/list/anyOf.decorator.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsGroupDto, StatsOfMoneyDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import type { Row } from '../../supabase/table.js';
import { REFUND, REFUND_REASONS } from '../refunds.states.js';

type RefundStatus = StateOf<typeof REFUND>;
type RefundReason = (typeof REFUND_REASONS)[number];
const ACTIONS = [...REFUND.actions, 'comment'] as const;

/** The largest amount that JSON carries exactly. */
const MOST = Number.MAX_SAFE_INTEGER;

export class RefundProductInputDto {
  /** @example "SKU-1187" */
  @IsOptional() @IsString() @MaxLength(100) product_id?: string;

  /** @example "Atta 5 kg" */
  @IsString() @MaxLength(300) name: string;

  /** @example 2 */
  @IsInt() @Min(1) @Max(1_000_000) quantity: number;

  /**
   * Of the whole line, in the smallest unit of the currency.
   * @example 49900
   */
  @IsInt() @Min(0) @Max(MOST) amount_minor: number;
}

export class CreateRefundDto {
  @IsOptional() @IsUUID() customer_id?: string;

  /** @example "ORD-20451" */
  @IsOptional() @IsString() @MaxLength(100) order_number?: string;

  /** @example "damaged" */
  @IsIn(REFUND_REASONS) reason_code: RefundReason;

  /** @example "Bag torn on arrival." */
  @IsOptional() @IsString() @MaxLength(2000) reason?: string;

  /**
   * In the smallest unit of the currency. The sum of the products when left out.
   * @example 49900
   */
  @IsOptional() @IsInt() @Min(1) @Max(MOST) amount_minor?: number;

  /**
   * ISO 4217.
   * @example "INR"
   */
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code' }) currency: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => RefundProductInputDto)
  products?: RefundProductInputDto[];

  /** The agent who looks after it. */
  @IsOptional() @IsUUID() assignee_id?: string;
}

export class UpdateRefundDto extends PartialType(
  PickType(CreateRefundDto, ['customer_id', 'order_number', 'reason_code', 'reason', 'assignee_id']),
) {
  /** @example "in_review" */
  @IsOptional() @IsIn(REFUND.states) status?: RefundStatus;

  /** The version that you saw; another one is refused with 409. */
  @IsOptional() @IsInt() @Min(1) version?: number;
}

export class RefundActionDto {
  /** @example "approve" */
  @IsIn(ACTIONS) action: StepOf<typeof REFUND> | 'comment';

  /** @example "Photo seen." */
  @IsOptional() @IsString() @MaxLength(2000) note?: string;

  /** The version that you saw; another one is refused with 409. */
  @IsOptional() @IsInt() @Min(1) version?: number;
}

export class ListRefundsDto extends PageQueryDto {
  @AnyOf(REFUND.states) status?: RefundStatus[];

  @AnyOf(REFUND_REASONS) reason_code?: RefundReason[];

  @IsOptional() @IsUUID() assignee_id?: string;

  @IsOptional() @IsUUID() customer_id?: string;

  @IsOptional() @Matches(/^[A-Z]{3}$/, { message: 'currency must be an ISO 4217 code' }) currency?: string;

  @IsOptional() @IsString() @MaxLength(100) order_number?: string;

  /** Created at or after this instant. */
  @IsOptional() @IsISO8601({ strict: true }) from?: string;

  /** Created before this instant. */
  @IsOptional() @IsISO8601({ strict: true }) to?: string;

  @IsOptional() @Type(() => Number) @IsInt() @Min(0) min_amount?: number;

  @IsOptional() @Type(() => Number) @IsInt() @Min(0) max_amount?: number;

  /** Part of the number, the order number or the reason. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;

  @IsOptional() @IsIn(['created_at', 'updated_at', 'amount_minor']) sort?: 'created_at' | 'updated_at' | 'amount_minor';
}

export class RefundStatsQueryDto extends OmitType(ListRefundsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class RefundDto implements Row<'refunds'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "RFD-0042" */
  number: string;
  /** @example "pending" */
  status: RefundStatus;
  customer_id: string | null;
  /** @example "ORD-20451" */
  order_number: string;
  /** @example "damaged" */
  reason_code: RefundReason;
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
  /** What may be done now, besides `comment`. */
  allowed_actions: StepOf<typeof REFUND>[];
}

export class RefundStatsDto extends StatsOfMoneyDto {
  by_status: StatsGroupDto[];
  by_reason_code: StatsGroupDto[];
}
