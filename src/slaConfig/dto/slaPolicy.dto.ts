import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { METRICS, TIERS, type Metric, type Tier } from '../slaPolicy.js';

const YEAR_MINUTES = 525_600;
/** Statuses in which a matter is open, and nobody of ours has to do anything. */
const PAUSE_STATUSES = ['pending', 'on_hold', 'snoozed'] as const;
const CONDITIONS_BYTES = 60_000;

/** What is promised. */
export class SlaTargetsDto {
  /**
   * Business minutes from the customer's first message to the first reply of a person; null: not promised.
   * @example 60
   */
  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) first_response_minutes?: number | null;

  /**
   * Business minutes for each later reply, from the first unanswered message; null: not promised.
   * @example 60
   */
  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) next_response_minutes?: number | null;

  /**
   * Business minutes until it is resolved; null: not promised.
   * @example 480
   */
  @Optional() @Nullable() @Count({ min: 1, max: YEAR_MINUTES }) resolution_minutes?: number | null;

  /** The calendar to count by; null: that of the department or the team, or else the default one. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;

  /**
   * Share of the target, percent, after which people are warned; null: never.
   * @example 80
   */
  @Optional() @Nullable() @Count({ min: 1, max: 99 }) warn_percent?: number | null;

  /** Statuses in which the clocks of `pause_metrics` are paused. */
  @Optional() @ListOf(OneOf(PAUSE_STATUSES), { max: PAUSE_STATUSES.length, unique: true }) pause_statuses?: string[];

  /** Whether they are also paused from a reply to the customer's next message. */
  @Optional() @Flag() pause_waiting?: boolean;

  /** Which clocks are paused at all. */
  @Optional() @ListOf(OneOf(METRICS), { max: METRICS.length, unique: true }) pause_metrics?: Metric[];

  /** Whether a reply that could not be delivered counts as none. */
  @Optional() @Flag() reply_must_arrive?: boolean;
}

export class SlaTierPathDto {
  /** @example "vip" */
  @OneOf(TIERS) tier: Tier;
}

export class UpdateSlaTierDto extends SlaTargetsDto {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class BulkSlaTierDto extends UpdateSlaTierDto {
  /** @example "vip" */
  @OneOf(TIERS) tier: Tier;
}

export class UpdateSlaTiersDto {
  /** All are changed, or none. */
  @ListOf(() => BulkSlaTierDto, { min: 1, max: TIERS.length, unique: ({ tier }) => tier }) tiers: BulkSlaTierDto[];
}

export class CreateSlaPolicyDto extends SlaTargetsDto {
  /** @example "Urgent chats of VIPs" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /**
   * The first active policy that matches holds; lower numbers are asked first. Tiers have 1000 to 1030.
   * @example 100
   */
  @Optional() @Count({ min: 0, max: 10_000 }) position?: number;

  /**
   * What it holds for: `{ field, operator, value }`, `{ all: […] }`, `{ any: […] }` or `{ not: … }`. `GET /sla/fields` lists fields and
   * operators.
   * @example { "all": [{ "field": "channel", "operator": "equals", "value": "chat" }, { "field": "tags", "operator": "is_present" }] }
   */
  @JsonObject({ max_bytes: CONDITIONS_BYTES }) conditions: Record<string, unknown>;

  @Optional() @Flag() is_active?: boolean;
}

export class UpdateSlaPolicyDto extends PartialType(CreateSlaPolicyDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListSlaPoliciesDto extends PageQueryDto {}

export class SlaPolicyDto implements Omit<Row<'sla_policies'>, 'conditions'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "VIP" */
  name: string;
  /** Null: it belongs to no tier. */
  @Nullable() @OneOf(TIERS) tier: string | null;
  /** @example 1000 */
  position: number;
  /** Null for the default policy, which holds for all that no other takes. */
  @Nullable() @JsonObject({ max_bytes: CONDITIONS_BYTES }) conditions: Record<string, unknown> | null;
  is_default: boolean;
  is_active: boolean;
  /** @example 60 */
  first_response_minutes: number | null;
  /** @example 60 */
  next_response_minutes: number | null;
  /** @example 480 */
  resolution_minutes: number | null;
  /** Null: the calendar of the department or the team, or else the default one. */
  calendar_id: string | null;
  /** @example 80 */
  warn_percent: number | null;
  pause_statuses: string[];
  pause_waiting: boolean;
  @ListOf(OneOf(METRICS)) pause_metrics: string[];
  reply_must_arrive: boolean;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class SlaPolicyPageDto extends PageOf(SlaPolicyDto) {}

export class SlaTierDto extends OmitType(SlaPolicyDto, ['tier', 'conditions', 'position', 'is_active', 'created_at']) {
  /** @example "vip" */
  @OneOf(TIERS) tier: string;
}

export class SlaPolicyVersionDto {
  /** @example 3 */
  version: number;
  /** When a newer one took its place; null: it holds. */
  until: string | null;
  policy: SlaPolicyDto;
}

class SlaFieldDto {
  /** @example "priority" */
  field: string;
  /** @example "choice" */
  kind: string;
  says: string;
  /** All that there are; null when that is not known beforehand. */
  values: string[] | null;
  /** @example ["equals", "in"] */
  operators: string[];
}

export class SlaFieldsDto {
  @ListOf(() => SlaFieldDto) fields: SlaFieldDto[];
}
