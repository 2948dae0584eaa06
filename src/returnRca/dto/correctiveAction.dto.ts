import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { CORRECTIVE_ACTION } from '../returnRca.states.js';

type ActionStatus = StateOf<typeof CORRECTIVE_ACTION>;
const SORTS = ['created_at', 'updated_at'] as const;

export class CreateCorrectiveActionDto {
  /** The cause that it works against, with all that is below it. */
  @Id() cause_id: string;

  /**
   * Only for this product; all of them when it is left out.
   * @example "SKU-1187"
   */
  @Optional() @Text({ max: 100, oneLine: true }) product_id?: string;

  /** @example "Heat-sealed bags from the second supplier" */
  @Text({ min: 1, max: 300, oneLine: true }) title: string;

  @Optional() @Text({ max: 5000 }) description?: string;

  /** The agent who sees to it. */
  @Optional() @Nullable() @Id() owner_id?: string | null;

  /** @example "2026-03-15" */
  @Optional() @Nullable() @BusinessDate() due_on?: string | null;
}

export class UpdateCorrectiveActionDto extends PartialType(OmitType(CreateCorrectiveActionDto, ['cause_id']), {
  skipNullProperties: false,
}) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class StepOfCorrectiveActionDto {
  /** @example "finish" */
  @OneOf(CORRECTIVE_ACTION.actions) action: StepOf<typeof CORRECTIVE_ACTION>;

  /**
   * With `finish`: the business day on which it was done, at the latest today; today when it is left out.
   * @example "2026-03-14"
   */
  @Optional() @BusinessDate() done_on?: string;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class CorrectiveActionDto implements Row<'corrective_actions'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "planned" */
  @OneOf(CORRECTIVE_ACTION.states) status: ActionStatus;
  cause_id: string;
  /** Empty: for all products. */
  product_id: string;
  /** @example "Heat-sealed bags from the second supplier" */
  title: string;
  description: string;
  owner_id: string | null;
  @BusinessDate() due_on: string | null;
  /** The business day on which it was done. */
  @BusinessDate() done_on: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  deleted_at: string | null;
}
export class CorrectiveActionPageDto extends PageOf(CorrectiveActionDto) {}

export class ActionEffectDto {
  /** Days since it was done. */
  days: number;
  /** Returns with the cause in as many days up to the day on which it was done. */
  returns_before: number;
  /** Returns with the cause since then: it came again. */
  returns_after: number;
  @BusinessDate() last_returned_on: string | null;
}

export class CorrectiveActionDetailDto extends CorrectiveActionDto {
  /** What became of the cause; null while it is not done. */
  @Nullable() effect: ActionEffectDto | null;
  history: HistoryEntryDto[];
  @ListOf(OneOf(CORRECTIVE_ACTION.actions)) allowed_actions: StepOf<typeof CORRECTIVE_ACTION>[];
}

export class ListCorrectiveActionsDto extends PageQueryDto {
  @AnyOf(CORRECTIVE_ACTION.states) status?: ActionStatus[];

  @Optional() @Id() cause_id?: string;

  @Optional() @Text({ max: 100 }) product_id?: string;

  @Optional() @Id() owner_id?: string;

  /** Due on or before this day. */
  @Optional() @BusinessDate() due_by?: string;

  /** Searches title and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}
