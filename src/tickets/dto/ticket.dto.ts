import { OmitType, PickType } from '@nestjs/swagger';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { MATTER_PRIORITIES, type MatterPriority, SLA_STANDINGS } from '../../common/matter/matter.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { LINK_KINDS, LINKABLE, TICKET, TICKET_CHANNELS } from '../tickets.states.js';

export type TicketStatus = StateOf<typeof TICKET>;
type TicketChannel = (typeof TICKET_CHANNELS)[number];
const WORD = { min: 1, max: 60, oneLine: true, pattern: /^\S(.*\S)?$/u, says: 'must not begin or end with a blank' };
const SORTS = ['created_at', 'updated_at', 'serial', 'sla_due_at'] as const;

export class ChecklistItemDto {
  /** @example "Ask for a photo" */
  @Text({ min: 1, max: 300, oneLine: true }) text: string;

  @Flag() is_done: boolean;

  /** Whether the ticket can be resolved only when this is done. */
  @Flag() is_required: boolean;
}

export class TicketSourceDto {
  /** @example "email_thread" */
  @OneOf(LINKABLE) entity_type: (typeof LINKABLE)[number];

  @Text({ min: 1, max: 200, oneLine: true }) entity_id: string;
}

export class CreateTicketDto {
  /**
   * May be left out when `source` or the template says it.
   * @example "Pump leaks after two days"
   */
  @Optional<CreateTicketDto>(({ source, template_id }) => source !== undefined || template_id !== undefined)
  @Text({ min: 1, max: 300, oneLine: true })
  subject?: string;

  /** @example "Bought on 12 February; water comes out at the lid." */
  @Optional() @Text({ max: 50_000 }) description?: string;

  /** Defaults to `normal`, or to that of `source`. */
  @Optional() @OneOf(MATTER_PRIORITIES) priority?: MatterPriority;

  /** @example "product fault" */
  @Optional() @Text(WORD) category?: string;

  /** The channel it came by; `source` says it better. */
  @Optional() @OneOf(TICKET_CHANNELS) channel?: TicketChannel;

  /** @example "support" */
  @Optional() @Text(WORD) team?: string;

  /** The agent who sees it through. */
  @Optional() @Id() assignee_id?: string;

  /** Whose matter it is. */
  @Optional() @Id() customer_id?: string;

  /** @example ["pump"] */
  @Optional() @ListOf(Text(WORD), { max: 50, unique: true }) tags?: string[];

  /** Users who are told what happens. */
  @Optional() @ListOf(Id(), { max: 100, unique: true }) watcher_ids?: string[];

  /**
   * Values of the fields of `GET /tickets/fields`, by key.
   * @example { "root_cause": "seal" }
   */
  @Optional() @JsonObject({ max_bytes: 16_384 }) custom_fields?: Record<string, unknown>;

  @Optional() @ListOf(() => ChecklistItemDto, { max: 100 }) checklist?: ChecklistItemDto[];

  /** @example "2030-01-01T09:00:00Z" */
  @Optional() @Instant() due_at?: string;

  /** A template of `GET /tickets/templates`: what it says, unless this says otherwise. */
  @Optional() @Id() template_id?: string;

  /** What it is made from: customer, channel, team and subject come from there, and what the customer wrote becomes comments. */
  @Optional() @Nested(() => TicketSourceDto) source?: TicketSourceDto;
}

/** What may be changed on a ticket; null clears. */
export class ChangeTicketDto {
  @Optional() @Text({ min: 1, max: 300, oneLine: true }) subject?: string;

  @Optional() @Text({ max: 50_000 }) description?: string;

  /** @example "pending" */
  @Optional() @OneOf(TICKET.states) status?: TicketStatus;

  /** @example "high" */
  @Optional() @OneOf(MATTER_PRIORITIES) priority?: MatterPriority;

  @Optional() @Nullable() @Text(WORD) category?: string | null;

  @Optional() @Nullable() @Text(WORD) team?: string | null;

  @Optional() @Nullable() @Id() assignee_id?: string | null;

  @Optional() @Nullable() @Id() customer_id?: string | null;

  /** All of them, in place of those it has. */
  @Optional() @ListOf(Text(WORD), { max: 50, unique: true }) tags?: string[];

  @Optional() @ListOf(Text(WORD), { max: 50, unique: true }) add_tags?: string[];

  @Optional() @ListOf(Text(WORD), { max: 50, unique: true }) remove_tags?: string[];

  @Optional() @ListOf(Id(), { max: 100, unique: true }) add_watchers?: string[];

  @Optional() @ListOf(Id(), { max: 100, unique: true }) remove_watchers?: string[];

  /** Values of your custom fields by key; null removes one and others stay. */
  @Optional() @JsonObject({ max_bytes: 16_384 }) custom_fields?: Record<string, unknown>;

  /** All items, in place of those it has. */
  @Optional() @ListOf(() => ChecklistItemDto, { max: 100 }) checklist?: ChecklistItemDto[];

  @Optional() @Nullable() @Instant() due_at?: string | null;

  /** Only with the status `snoozed`: when it opens automatically. Without it, when the customer writes. */
  @Optional() @Instant() snoozed_until?: string;
}

export class UpdateTicketDto extends ChangeTicketDto {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`, which shows it. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class TicketActionDto extends PickType(UpdateTicketDto, ['snoozed_until', 'version']) {
  /** @example "resolve" */
  @OneOf(TICKET.actions) action: StepOf<typeof TICKET>;

  /** @example "Seal replaced." */
  @Optional() @Text({ max: 2000 }) note?: string;
}

export class ListTicketsDto extends PageQueryDto {
  /** @example "open" */
  @AnyOf(TICKET.states) status?: TicketStatus[];

  @AnyOf(MATTER_PRIORITIES) priority?: MatterPriority[];

  @AnyOf(TICKET_CHANNELS) channel?: TicketChannel[];

  @Optional() @Text(WORD) category?: string;

  @AnyOfTexts({ max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** Whether it has no assignee. */
  @Optional() @Flag() unassigned?: boolean;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  /** @example "pump" */
  @Optional() @Text(WORD) tag?: string;

  /** Those that you watch. */
  @Optional() @Flag() watched?: boolean;

  /** Whether the customer waits for an answer. */
  @Optional() @Flag() waiting?: boolean;

  /** Due before this instant. */
  @Optional() @Instant() due_before?: string;

  /** How its promises stand: of those that run, or else of those that have ended. */
  @AnyOf(SLA_STANDINGS) sla_status?: string[];

  /** With a promise that is due before this instant. */
  @Optional() @Instant() sla_due_before?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** What a view of `GET /tickets/views` shows, in its order unless `sort` or `order` is given. */
  @Optional() @Id() view_id?: string;

  /** Linked to this; needs `entity_id`. */
  @Optional() @OneOf(LINKABLE) entity_type?: (typeof LINKABLE)[number];

  @Optional() @Text({ min: 1, max: 200, oneLine: true }) entity_id?: string;

  /** Searches the number, the subject and the description. */
  @Optional() @Text({ max: 200 }) search?: string;

  /** `serial` orders by the number: TKT-10000 comes after TKT-9999. `sla_due_at` leaves out those for which nothing is due. */
  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class TicketStatsQueryDto extends OmitType(ListTicketsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class TicketDto implements Omit<Row<'tickets'>, 'deleted_at' | 'hidden_at' | 'custom_fields' | 'checklist'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "TKT-0042" */
  number: string;
  /**
   * The number as a number.
   * @example 42
   */
  serial: number;
  /** @example "Pump leaks after two days" */
  subject: string;
  description: string;
  /** @example "open" */
  @OneOf(TICKET.states) status: TicketStatus;
  /** @example "normal" */
  @OneOf(MATTER_PRIORITIES) priority: string;
  category: string | null;
  /** The channel it came by. */
  @OneOf(TICKET_CHANNELS) channel: string;
  team: string | null;
  assignee_id: string | null;
  customer_id: string | null;
  /** @example ["pump"] */
  tags: string[];
  /** Users who are told what happens. */
  watcher_ids: string[];
  /** @example { "root_cause": "seal" } */
  custom_fields: Record<string, unknown>;
  checklist: ChecklistItemDto[];
  due_at: string | null;
  /** When it opens automatically; null while it is snoozed: when the customer writes. */
  @Instant() snoozed_until: string | null;
  /**
   * How often it was opened.
   * @example 1
   */
  cycle: number;
  /** When the present status began. */
  @Instant() status_since: string;
  /** The first public reply of a person in the present cycle. */
  first_response_at: string | null;
  last_customer_at: string | null;
  last_response_at: string | null;
  /** The first message of the customer that no person has answered; null when there is none. */
  @Instant() waiting_since: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  /** When it was announced that it closes soon. */
  close_warned_at: string | null;
  /** The ticket that counts instead of this one. */
  merged_into: string | null;
  merged_at: string | null;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
  /**
   * Counts what people change.
   * @example 1
   */
  version: number;
  /** Of the promises that run, or else of those that have ended; null: none is made. */
  @OneOf(SLA_STANDINGS) sla_status: string | null;
  /** The first moment by which something is promised. */
  sla_due_at: string | null;
}
export class TicketPageDto extends PageOf(TicketDto) {}

export class TicketCycleDto implements Omit<Row<'ticket_cycles'>, 'ticket_id'> {
  /** @example 1 */
  cycle: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  opened_at: string;
  first_response_at: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
}

export class TicketLinkDto {
  id: string;
  /** @example "source" */
  @OneOf(LINK_KINDS) kind: string;
  /** Whether the other ticket holds the link: of `parent`, it is then a part of this one; of `blocks`, it is blocked by this one. */
  is_inverse: boolean;
  /** @example "email_thread" */
  entity_type: string;
  entity_id: string;
  /** What it is; null when you may not see it. */
  @Nullable() entity: EntityDto | null;
  created_by: string | null;
  created_at: string;
}

export class MergedTicketDto implements Pick<
  Row<'tickets'>,
  'id' | 'number' | 'subject' | 'status' | 'customer_id' | 'merged_into' | 'merged_at'
> {
  id: string;
  /** @example "TKT-0041" */
  number: string;
  subject: string;
  @OneOf(TICKET.states) status: string;
  customer_id: string | null;
  merged_into: string | null;
  merged_at: string | null;
}

export class TicketDetailDto extends TicketDto {
  /** The tickets that were merged into this one. */
  merged: MergedTicketDto[];
  links: TicketLinkDto[];
  /** Each time it was opened. */
  cycles: TicketCycleDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now. */
  @ListOf(OneOf(TICKET.actions)) allowed_actions: StepOf<typeof TICKET>[];
}

export class TicketStatsDto {
  /** @example 3 */
  total: number;
  by_status: StatsCountDto[];
  by_priority: StatsCountDto[];
  by_channel: StatsCountDto[];
  by_category: StatsCountDto[];
  by_team: StatsCountDto[];
}
