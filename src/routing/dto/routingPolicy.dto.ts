import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { STRATEGIES, type Strategy } from '../choose.js';

const YEAR_MINUTES = 525_600;

export class CreateRoutingPolicyDto {
  /** The team whose work it is; each team has one policy at most. */
  @Id() team_id: string;

  /** Whether the router gives the work out; otherwise agents take it, or are given it. */
  @Optional() @Flag() is_enabled?: boolean;

  /** @example "least_loaded" */
  @Optional() @OneOf(STRATEGIES) strategy?: Strategy;

  /** Whether the agent who handled the customer last goes first. */
  @Optional() @Flag() sticky?: boolean;

  /**
   * Minutes after which the least important skill is given up, after twice as long the next one; null for never.
   * @example 30
   */
  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) relax_after_minutes?: number | null;

  /** The most items per agent in any `fair_limit_minutes`; null for no limit. Both or none. */
  @Optional() @Nullable() @Count({ min: 1, max: 10_000 }) fair_limit_count?: number | null;

  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) fair_limit_minutes?: number | null;

  /** What has had no activity for so many hours is left alone; null for nothing. */
  @Optional() @Nullable() @Count({ min: 1, max: 87_600 }) max_age_hours?: number | null;

  /** Whether agents who are on a call get work of other channels. */
  @Optional() @Flag() while_on_call?: boolean;

  /**
   * Business minutes after which an item goes back to the queue when its agent has done nothing; null for never.
   * @example 60
   */
  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) return_after_minutes?: number | null;
}

export class UpdateRoutingPolicyDto extends PartialType(OmitType(CreateRoutingPolicyDto, ['team_id']), { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListRoutingPoliciesDto extends PageQueryDto {}

export class RoutingPolicyDto implements Row<'routing_policies'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** Null: the default, for work whose team has no policy. */
  team_id: string | null;
  is_enabled: boolean;
  @OneOf(STRATEGIES) strategy: Strategy;
  sticky: boolean;
  relax_after_minutes: number | null;
  fair_limit_count: number | null;
  fair_limit_minutes: number | null;
  max_age_hours: number | null;
  while_on_call: boolean;
  return_after_minutes: number | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class RoutingPolicyPageDto extends PageOf(RoutingPolicyDto) {}
