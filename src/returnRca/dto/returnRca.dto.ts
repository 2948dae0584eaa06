import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AmountDto, StatsGroupDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Currency, Text } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { RETURN_RCA } from '../returnRca.states.js';

type ReturnStatus = StateOf<typeof RETURN_RCA>;
const SORTS = ['created_at', 'returned_on', 'cost_minor'] as const;

export class ReturnCauseShareInputDto {
  @Id() cause_id: string;

  /**
   * Its share of the return. Give those of all causes, 100 together, or of none: then they are even.
   * @example 60
   */
  @Optional() @Count({ min: 1, max: 100 }) percent?: number;

  /** The cause that counts where a return has one. Without it, the one with the largest share. */
  @Optional() @Flag() is_primary?: boolean;

  /** @example "Seam open on two of three bags" */
  @Optional() @Text({ max: 1000 }) note?: string;
}

export class CreateReturnRcaDto {
  @Optional() @Nullable() @Id() customer_id?: string | null;

  /** The refund that it led to. */
  @Optional() @Nullable() @Id() refund_id?: string | null;

  /** @example "ORD-20451" */
  @Optional() @Text({ max: 100, oneLine: true }) order_number?: string;

  /** @example "SKU-1187" */
  @Optional() @Text({ max: 100, oneLine: true }) product_id?: string;

  /** @example "Atta 5 kg" */
  @Text({ min: 1, max: 300, oneLine: true }) product_name: string;

  /** @example "B-2026-02-11" */
  @Optional() @Text({ max: 100, oneLine: true }) batch?: string;

  /**
   * How many pieces came back.
   * @example 2
   */
  @Optional() @Count({ min: 1, max: 1_000_000 }) quantity?: number;

  /**
   * What the return cost, in the smallest unit of the currency.
   * @example 49900
   */
  @Optional() @MinorUnits() cost_minor?: number;

  /** @example "INR" */
  @Currency() currency: string;

  /**
   * The business day on which it came back; today when it is left out.
   * @example "2026-02-24"
   */
  @Optional() @BusinessDate() returned_on?: string;

  /** @example "Bag torn at the seam." */
  @Optional() @Text({ max: 5000 }) description?: string;

  /** Why it came back, when that is known already. */
  @Optional()
  @ListOf(() => ReturnCauseShareInputDto, { max: 20, unique: ({ cause_id }: ReturnCauseShareInputDto) => cause_id })
  causes?: ReturnCauseShareInputDto[];

  /** The agent who finds out why. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;
}

export class UpdateReturnRcaDto extends PartialType(CreateReturnRcaDto, { skipNullProperties: false }) {
  /** What was found. */
  @Optional() @Text({ max: 5000 }) conclusion?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class StepOfReturnRcaDto {
  /** @example "conclude" */
  @OneOf([...RETURN_RCA.actions, 'comment']) action: StepOf<typeof RETURN_RCA> | 'comment';

  /** @example "The seam of this batch opens at 40 °C." */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ReturnRcaDto implements Row<'return_rcas'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "RCA-0042" */
  number: string;
  /** @example "open" */
  @OneOf(RETURN_RCA.states) status: ReturnStatus;
  customer_id: string | null;
  refund_id: string | null;
  /** @example "ORD-20451" */
  order_number: string;
  /** @example "SKU-1187" */
  product_id: string;
  /** @example "Atta 5 kg" */
  product_name: string;
  /** @example "B-2026-02-11" */
  batch: string;
  /** @example 2 */
  quantity: number;
  /** @example 49900 */
  cost_minor: number;
  /** @example "INR" */
  currency: string;
  /** @example "2026-02-24" */
  @BusinessDate() returned_on: string;
  description: string;
  conclusion: string;
  primary_cause_id: string | null;
  /** All its causes. */
  @ListOf(Id()) cause_ids: string[];
  assignee_id: string | null;
  concluded_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  deleted_at: string | null;
}
export class ReturnRcaPageDto extends PageOf(ReturnRcaDto) {}

export class ReturnCauseShareDto {
  cause_id: string;
  /**
   * The names from the root to the cause.
   * @example ["Packing", "Seal broken"]
   */
  path: string[];
  /** @example 60 */
  percent: number;
  is_primary: boolean;
  note: string;
  /** Its share of the cost; all shares together are the cost. */
  cost_minor: number;
}

export class ReturnRcaDetailDto extends ReturnRcaDto {
  causes: ReturnCauseShareDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(RETURN_RCA.actions)) allowed_actions: StepOf<typeof RETURN_RCA>[];
}

export class ListReturnRcasDto extends PageQueryDto {
  @AnyOf(RETURN_RCA.states) status?: ReturnStatus[];

  @Optional() @Id() customer_id?: string;

  @Optional() @Id() refund_id?: string;

  @Optional() @Id() assignee_id?: string;

  @Optional() @Text({ max: 100 }) order_number?: string;

  @Optional() @Text({ max: 100 }) product_id?: string;

  @Optional() @Text({ max: 100 }) batch?: string;

  @Optional() @Currency() currency?: string;

  @Optional() @Id() primary_cause_id?: string;

  /** One of its causes, primary or not. */
  @Optional() @Id() cause_id?: string;

  /** Came back on or after this day. */
  @Optional() @BusinessDate() from?: string;

  /** Came back on or before this day. */
  @Optional() @BusinessDate() to?: string;

  /** Searches numbers of return and order, product, batch and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class ReturnRcaStatsQueryDto extends OmitType(ListReturnRcasDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

/** What returns of one currency come to. */
export class ReturnAmountDto extends OmitType(AmountDto, ['amount_minor']) {
  /**
   * In the smallest unit of the currency.
   * @example 149700
   */
  cost_minor: number;
  /**
   * Pieces.
   * @example 5
   */
  quantity: number;
}

export class ReturnGroupDto extends OmitType(StatsGroupDto, ['amounts']) {
  amounts: ReturnAmountDto[];
}

export class ReturnRcaStatsDto {
  /** @example 3 */
  total: number;
  amounts: ReturnAmountDto[];
  by_status: ReturnGroupDto[];
}
