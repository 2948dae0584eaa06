import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Currency } from '../../common/validation/text.decorators.js';
import { Count, MinorUnits } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

export class RefundLimitDto implements Row<'refund_limits'> {
  /** @example "INR" */
  currency: string;
  /**
   * All refunds of an order within the window together; null: no limit.
   * @example 5000000
   */
  per_order_minor: number | null;
  /**
   * All refunds of a customer within the window together; null: no limit.
   * @example 5000000
   */
  per_customer_minor: number | null;
  /** @example 30 */
  window_days: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
  /** @example 1 */
  version: number;
}

export class SetRefundLimitDto {
  /** @example "INR" */
  @Currency() currency: string;

  /**
   * Refunds of an order that come to more within the window need an approval; null: none does.
   * @example 5000000
   */
  @Nullable() @MinorUnits() per_order_minor: number | null;

  /**
   * The same for a customer.
   * @example 5000000
   */
  @Nullable() @MinorUnits() per_customer_minor: number | null;

  /** @example 30 */
  @Optional() @Count({ min: 1, max: 3650 }) window_days?: number;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}
