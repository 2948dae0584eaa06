import { OmitType, PartialType } from '@nestjs/swagger';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { FunnelStageDto, StatsOfValueDto, StatsOfValueGroupDto } from '../../common/list/stats.dto.js';
import { MATTER_PRIORITIES, type MatterPriority } from '../../common/matter/matter.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Currency, EmailAddress, Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { LEAD, LEAD_SOURCES } from '../leads.states.js';

export type LeadStatus = StateOf<typeof LEAD>;
export type LeadSource = (typeof LEAD_SOURCES)[number];
const WORD = { max: 60, oneLine: true };
const SORTS = ['created_at', 'updated_at', 'score', 'value_minor'] as const;

/** Somebody by phone, e-mail or another id: found, or made. */
export class LeadCustomerDto {
  /** @example "Ravi Patil" */
  @Optional() @Text({ max: 300, oneLine: true }) name?: string;

  /**
   * In any spelling.
   * @example "081234 56789"
   */
  @Optional() @Text({ max: 40, min: 1, oneLine: true }) phone?: string;

  /** @example "ravi@example.com" */
  @Optional() @EmailAddress() email?: string;

  /**
   * The name of a system and its id.
   * @example "crm:1187"
   */
  @Optional() @Text({ max: 241, min: 3, oneLine: true }) external_id?: string;
}

export class CreateLeadDto {
  /** Who may buy; or `customer`. */
  @Optional<CreateLeadDto>(({ customer }) => customer !== undefined) @Id() customer_id?: string;

  /** Who may buy, by address; or `customer_id`. */
  @Optional() @Nested(() => LeadCustomerDto) customer?: LeadCustomerDto;

  /**
   * What it is about. Capitals and blanks make no difference.
   * @example "Drip irrigation for 2 acres"
   */
  @Text({ min: 1, max: 200, oneLine: true, pattern: /\S/, says: 'must not be blank' }) matter: string;

  /**
   * The brand or site it belongs to.
   * @example "pumps"
   */
  @Optional() @Text(WORD) property?: string;

  /** @example "website" */
  @OneOf(LEAD_SOURCES) source: LeadSource;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: MatterPriority;

  /** @example "sales" */
  @Optional() @Text({ ...WORD, min: 1 }) team?: string;

  /** The agent who owns it. */
  @Optional() @Id() assignee_id?: string;

  /**
   * What it may be worth, in the smallest unit of the currency.
   * @example 4500000
   */
  @Optional() @MinorUnits() value_minor?: number;

  /** @example "INR" */
  @Optional() @Currency() currency?: string;

  /** @example "Call back with a price" */
  @Optional() @Text({ max: 500 }) next_action?: string;

  /** @example "2030-01-01T09:00:00Z" */
  @Optional() @Instant() next_action_at?: string;

  @Optional() @Text({ max: 5000 }) note?: string;
}

export class UpdateLeadDto extends PartialType(
  OmitType(CreateLeadDto, ['customer', 'customer_id', 'team', 'assignee_id', 'next_action_at'] as const),
  { skipNullProperties: false },
) {
  @Optional() @Id() customer_id?: string;

  @Optional() @Nullable() @Text({ ...WORD, min: 1 }) team?: string | null;

  @Optional() @Nullable() @Id() assignee_id?: string | null;

  @Optional() @Nullable() @Instant() next_action_at?: string | null;

  /** The stage that is wanted. `lost` needs `lost_reason`. */
  @Optional() @OneOf(LEAD.states) status?: LeadStatus;

  /** Why the customer does not buy. */
  @Optional() @Text({ max: 2000 }) lost_reason?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class LeadActionDto {
  /** @example "qualify" */
  @OneOf([...LEAD.actions, 'comment']) action: StepOf<typeof LEAD> | 'comment';

  /** Needed for `lose` and `comment`. */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class TouchLeadDto {
  /** `inbound`: the customer came again; `outbound`: you contacted the customer, who then waits no longer. */
  @OneOf(['inbound', 'outbound']) direction: 'inbound' | 'outbound';

  /**
   * The way it came by, or the channel you used.
   * @example "phone"
   */
  @OneOf(LEAD_SOURCES) source: LeadSource;

  /** @example "Wants a price for two pumps." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class ListLeadsDto extends PageQueryDto {
  @AnyOf(LEAD.states) status?: LeadStatus[];

  @AnyOf(LEAD_SOURCES) source?: LeadSource[];

  @AnyOf(MATTER_PRIORITIES) priority?: MatterPriority[];

  @Optional() @Text(WORD) property?: string;

  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** Whether it has no owner. */
  @Optional() @Flag() unassigned?: boolean;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  @Optional() @Currency() currency?: string;

  /** Whether the customer waits to be contacted. */
  @Optional() @Flag() waiting?: boolean;

  @Optional() @Count({ max: 100 }) min_score?: number;

  @Optional() @MinorUnits() min_value?: number;

  /** Whose next action is due before this instant. */
  @Optional() @Instant() due_before?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the number, the matter and the note. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class LeadStatsQueryDto extends OmitType(ListLeadsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class LeadDto implements Omit<Row<'leads'>, 'deleted_at' | 'matter_key'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "LEAD-0042" */
  number: string;
  customer_id: string | null;
  /** @example "Drip irrigation for 2 acres" */
  matter: string;
  /** @example "pumps" */
  property: string;
  /** @example "website" */
  @OneOf(LEAD_SOURCES) source: string;
  /**
   * The stage.
   * @example "new"
   */
  @OneOf(LEAD.states) status: LeadStatus;
  /** The furthest stage that it ever had; the funnel counts these. */
  @OneOf(LEAD.states) reached: string;
  /**
   * How likely the customer buys, 0 to 100; `GET /why/lead/{id}` says why.
   * @example 35
   */
  score: number;
  @OneOf(MATTER_PRIORITIES) priority: string;
  team: string | null;
  /** The agent who owns it. */
  assignee_id: string | null;
  /** @example 4500000 */
  value_minor: number;
  /** @example "INR" */
  currency: string;
  next_action: string;
  next_action_at: string | null;
  note: string;
  lost_reason: string;
  /**
   * How often the customer came with it.
   * @example 1
   */
  touches: number;
  last_touch_at: string | null;
  /** When a person last contacted the customer about it. */
  last_response_at: string | null;
  /** When the customer came first since the last contact; null when the customer does not wait. */
  @Instant() waiting_since: string | null;
  closed_at: string | null;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class LeadPageDto extends PageOf(LeadDto) {}

export class LeadTouchDto implements Omit<Row<'lead_touches'>, 'lead_id'> {
  id: string;
  @OneOf(['inbound', 'outbound']) direction: string;
  @OneOf(LEAD_SOURCES) source: string;
  /** What it was, when it is one of our things. */
  entity_type: string | null;
  entity_id: string | null;
  note: string;
  created_by: string | null;
  at: string;
}

export class LeadTouchOfDetailDto extends LeadTouchDto {
  /** What it was; null when you may not see it. */
  @Nullable() entity: EntityDto | null;
}

export class LeadDetailDto extends LeadDto {
  /** Each time that the customer came or was contacted, oldest first. */
  touched: LeadTouchOfDetailDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(LEAD.actions)) allowed_actions: StepOf<typeof LEAD>[];
}

export class LeadStatsDto extends StatsOfValueDto {
  by_status: StatsOfValueGroupDto[];
  by_source: StatsOfValueGroupDto[];
  by_property: StatsOfValueGroupDto[];
  by_team: StatsOfValueGroupDto[];
  /** How many came how far, from the first stage to the sale; those that were lost later count too. */
  funnel: FunnelStageDto[];
}
