import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { WORK_CHANNELS, type WorkChannel } from '../../common/matter/channels.js';
import { MATTER_PRIORITIES, type MatterPriority } from '../../common/matter/matter.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { ASSIGNMENT, SOURCES } from '../queryAssignments.states.js';

type AssignmentStatus = StateOf<typeof ASSIGNMENT>;
type AssignmentSource = (typeof SOURCES)[number];
const SORTS = ['assigned_at', 'updated_at'] as const;
/** Statuses that a person may set. */
const SETTABLE = ['accepted', 'returned', 'released', 'cancelled'] as const;

export class ItemDto {
  /**
   * What kind of thing it is.
   * @example "email_thread"
   */
  @Text({ min: 1, max: 60, oneLine: true }) entity_type: string;

  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @Id() entity_id: string;
}

export class AssignDto extends ItemDto {
  /** An active agent. */
  @Id() agent_id: string;

  /** For the agent. */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** Whether it may be taken away from another agent. */
  @Optional() @Flag() reassign?: boolean;
}

export class ClaimDto {
  /** With `entity_id`: this one. Without both: the next one that you can take. */
  @Optional() @Text({ min: 1, max: 60, oneLine: true }) entity_type?: string;

  @Optional() @Id() entity_id?: string;

  /** Of the next one. */
  @Optional() @OneOf(WORK_CHANNELS) channel?: WorkChannel;

  /**
   * Minutes for which you have it unless you accept it; the setting ASSIGNMENT_LEASE when left out.
   * @example 15
   */
  @Optional() @Count({ min: 1, max: 1440 }) minutes?: number;
}

export class UpdateAssignmentDto {
  /** @example "accepted" */
  @Optional() @OneOf(SETTABLE) status?: (typeof SETTABLE)[number];

  /** Gives it to this agent. */
  @Optional() @Id() agent_id?: string;

  /**
   * Puts it into the queue of this team.
   * @example "logistics"
   */
  @Optional() @Text({ min: 1, max: 100, oneLine: true }) team?: string;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class AssignmentActionDto {
  /** @example "accept" */
  @OneOf(ASSIGNMENT.actions) action: StepOf<typeof ASSIGNMENT>;

  /** Of `transfer`: who gets it. */
  @Optional() @Id() agent_id?: string;

  /**
   * Of `transfer`: the team in whose queue it waits then.
   * @example "logistics"
   */
  @Optional() @Text({ min: 1, max: 100, oneLine: true }) team?: string;

  /** @example "Needs somebody who speaks Hindi." */
  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListAssignmentsDto extends PageQueryDto {
  @AnyOf(ASSIGNMENT.states) status?: AssignmentStatus[];

  /** Whether it has not ended. */
  @Optional() @Flag() is_live?: boolean;

  @Optional() @Id() agent_id?: string;

  /** @example "email_thread" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  /** Everybody who had this thing. */
  @Optional() @Id() entity_id?: string;

  @AnyOf(WORK_CHANNELS) channel?: WorkChannel[];

  /** @example "logistics" */
  @AnyOfTexts({ max: 100, oneLine: true }) team?: string | string[];

  @AnyOf(SOURCES) source?: AssignmentSource[];

  /** Assigned at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Assigned before this instant. */
  @Optional() @Instant() to?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class AssignmentDto implements Omit<Row<'query_assignments'>, 'is_scheduled'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "email_thread" */
  entity_type: string;
  entity_id: string;
  /** @example "email" */
  @OneOf(WORK_CHANNELS) channel: WorkChannel;
  /** @example "logistics" */
  team: string | null;
  agent_id: string;
  customer_id: string | null;
  /** @example "open" */
  @OneOf(ASSIGNMENT.states) status: AssignmentStatus;
  /** How it came about: a person gave it, the router chose, the agent took it, or the thing had an assignee already. */
  @OneOf(SOURCES) source: AssignmentSource;
  /** The user or API key; null when the system did it. */
  assigned_by: string | null;
  /** @example "least to do" */
  reason: string;
  note: string;
  /** The router's decision, see `GET /why/{entity_type}/{entity_id}`. */
  decision_id: string | null;
  waiting_since: string;
  assigned_at: string;
  accepted_at: string | null;
  /** When it goes back to the queue unless the agent does something; null: never, or not worked out yet. */
  answer_due_at: string | null;
  /** Until when a claim lasts that is not accepted. */
  @Instant() lease_until: string | null;
  ended_at: string | null;
  /** When the thing came back after the agent had finished it, for the first time. */
  reopened_at: string | null;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class AssignmentPageDto extends PageOf(AssignmentDto) {}

export class CapacityWarningDto {
  /** Null: over all channels, in weights. */
  channel: string | null;
  /** @example 6 */
  open: number;
  /** @example 5 */
  limit: number;
}

export class AssignedDto extends AssignmentDto {
  /** Where the agent is above capacity now. People may exceed it, the router does not. */
  warnings: CapacityWarningDto[];
}

export class AssignmentDetailDto extends AssignmentDto {
  /** The thing itself; null if you may not view it, or it is gone. */
  entity: EntityDto | null;
  history: HistoryEntryDto[];
  @ListOf(OneOf(ASSIGNMENT.actions)) allowed_actions: StepOf<typeof ASSIGNMENT>[];
}

export class ListWaitingDto extends PageQueryDto {
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @AnyOf(WORK_CHANNELS) channel?: WorkChannel[];

  @AnyOfTexts({ max: 100, oneLine: true }) team?: string | string[];

  @AnyOf(MATTER_PRIORITIES) priority?: MatterPriority[];

  /** @example "hi" */
  @Optional() @Text({ max: 20, oneLine: true }) language?: string;

  /** Has waited since at least then. */
  @Optional() @Instant() waiting_before?: string;
}

export class WaitingItemDto {
  /** The id of the thing. */
  id: string;
  /** @example "email_thread" */
  entity_type: string;
  @OneOf(WORK_CHANNELS) channel: WorkChannel;
  team: string | null;
  @OneOf(MATTER_PRIORITIES) priority: MatterPriority;
  /** @example "hi" */
  language: string | null;
  /** Skills that it needs, the most important first. */
  @ListOf(() => Object) skills: Record<string, unknown>[];
  sla_due_at: string | null;
  waiting_since: string;
  /** Has waited so long that it goes before all others. */
  is_starving: boolean;
  /** Why the router leaves it alone until it changes. */
  parked: string | null;
  /**
   * Why no agent got it when the router last looked at it; null: it has not been its turn yet.
   * @example "capacity"
   */
  reason: string | null;
  reason_at: string | null;
}
export class WaitingPageDto extends PageOf(WaitingItemDto) {}

export class ListQueuesDto {
  /** @example "logistics" */
  @AnyOfTexts({ max: 100, oneLine: true }) team?: string | string[];
}

export class QueueDto {
  @OneOf(WORK_CHANNELS) channel: WorkChannel;
  /** Null: for any team. */
  team: string | null;
  /** @example 12 */
  waiting: number;
  urgent: number;
  high: number;
  normal: number;
  low: number;
  @Instant() oldest_waiting_since: string | null;
}
