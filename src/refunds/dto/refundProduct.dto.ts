import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';
import { REFUND_REASONS } from '../refunds.states.js';

type RefundReason = (typeof REFUND_REASONS)[number];

export class RefundProductInputDto {
  /** @example "SKU-1187" */
  @Optional() @Text({ max: 100 }) product_id?: string;

  /** @example "Atta 5 kg" */
  @Text({ max: 300 }) name: string;

  /** @example 2 */
  @Count({ min: 1, max: 1_000_000 }) quantity: number;

  /**
   * The amount of the whole line with its tax, in the smallest unit of the currency. Without it on any line: price times quantity, or, when
   * the refund has an amount, its share of that by the largest remainder.
   * @example 49900
   */
  @Optional() @MinorUnits() amount_minor?: number;

  /** @example 24950 */
  @Optional() @MinorUnits() unit_price_minor?: number;

  /** The part of the amount that is tax. */
  @Optional() @MinorUnits() tax_minor?: number;

  /** That of the refund when it is left out. */
  @Optional() @OneOf(REFUND_REASONS) reason_code?: RefundReason;

  /** What the shop calls the line. */
  @Optional() @Text({ max: 100, oneLine: true }) order_line_id?: string;
}

export class RefundProductDto {
  id: string;
  product_id: string;
  /** @example "Atta 5 kg" */
  name: string;
  quantity: number;
  amount_minor: number;
  unit_price_minor: number | null;
  tax_minor: number;
  @OneOf(REFUND_REASONS) reason_code: RefundReason | null;
  order_line_id: string;
}
