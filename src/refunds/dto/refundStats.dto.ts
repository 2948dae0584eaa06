import { OmitType } from '@nestjs/swagger';
import { StatsGroupDto, StatsOfMoneyDto } from '../../common/list/stats.dto.js';
import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Currency } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Id } from '../../common/validation/value.decorators.js';
import { ListRefundsDto } from './refund.dto.js';

export class RefundStatsQueryDto extends OmitType(ListRefundsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class RefundBreakdownQueryDto extends TimeRangeQueryDto {
  @Optional() @Currency() currency?: string;
}

export class RefundsOfDayDto {
  /**
   * The business day on which they were asked for.
   * @example "2026-02-24"
   */
  @BusinessDate() day: string;
  currency: string;
  count: number;
  amount_minor: number;
  /** What of it has been paid. */
  paid_minor: number;
}

export class RefundsOfAgentDto {
  /** Null: those without an agent. */
  @Id() agent_id: string | null;
  currency: string;
  count: number;
  /** How many are paid. */
  paid: number;
  amount_minor: number;
  paid_minor: number;
}

export class RefundsOfProductDto {
  /**
   * Its id, or its name where it has none.
   * @example "SKU-1187"
   */
  product: string;
  currency: string;
  /** Lines. */
  count: number;
  quantity: number;
  amount_minor: number;
}

export class TimeToPayDto {
  currency: string;
  /** Paid refunds, also those that were reversed later. */
  count: number;
  /** From the request to the money, on average. */
  average_seconds: number;
}

export class RefundBreakdownDto {
  /** Days of the range that have refunds. */
  by_day: RefundsOfDayDto[];
  /** Of all time, by the highest amount. */
  by_agent: RefundsOfAgentDto[];
  /** Of all time, the fifty with the highest amounts. */
  by_product: RefundsOfProductDto[];
  /** Of all time. */
  time_to_pay: TimeToPayDto[];
}

export class RefundStatsDto extends StatsOfMoneyDto {
  by_status: StatsGroupDto[];
  by_reason_code: StatsGroupDto[];
}
