import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { WORK_CHANNELS } from '../../common/matter/channels.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, Instant } from '../../common/validation/time.decorators.js';
import { Count, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AVAILABILITIES, type Availability } from '../availability.js';

export class SetAgentStatusDto {
  /**
   * One of the enabled statuses.
   * @example "lunch"
   */
  @Text({ max: 50 }) status: string;

  /** @example "Back at two." */
  @Optional() @Text({ max: 200, oneLine: true }) reason?: string;
}

export class ClockInDto {
  /**
   * The status to begin with; the first that means available when nothing is said.
   * @example "available"
   */
  @Optional() @Text({ max: 50 }) status?: string;
}

export class AvailabilityIntervalDto implements Omit<Row<'agent_availability'>, 'agent_id'> {
  id: string;
  /** @example "lunch" */
  status: string;
  /** @example "away" */
  @OneOf(AVAILABILITIES) availability: string;
  reason: string;
  /** What set it: a person's choice, a call, or the system. */
  @OneOf(['choice', 'call', 'system']) source: string;
  @Instant() started_at: string;
  /** Null while it goes on. */
  @Nullable() @Instant() ended_at: string | null;
}
export class AvailabilityPageDto extends PageOf(AvailabilityIntervalDto) {}

export class ListAvailabilityDto extends PageQueryDto {
  @AnyOf(AVAILABILITIES) availability?: Availability[];

  /** Began at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Began before this instant. */
  @Optional() @Instant() to?: string;
}

export class ListWorkIntervalsDto extends PageQueryDto {
  /** Began at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Began before this instant. */
  @Optional() @Instant() to?: string;
}

export class WorkIntervalDto implements Omit<Row<'work_intervals'>, 'agent_id'> {
  id: string;
  @Instant() started_at: string;
  /** Null while it goes on. */
  @Nullable() @Instant() ended_at: string | null;
  /** What ended it: a person; the policy, because the clock-out was forgotten; or the deletion of the agent. */
  @Nullable() @OneOf(['person', 'policy', 'deletion']) ended_by: string | null;
  /** Why it was last corrected; empty when it is as it was clocked. */
  correction: string;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class WorkIntervalPageDto extends PageOf(WorkIntervalDto) {}

export class AddWorkIntervalDto {
  @Instant() started_at: string;

  @Instant() ended_at: string;

  /** @example "The telephone was dead." */
  @Text({ min: 1, max: 500, oneLine: true }) reason: string;
}

export class CorrectWorkIntervalDto {
  @Optional() @Instant() started_at?: string;

  /** On an interval that goes on, it clocks the agent out. */
  @Optional() @Instant() ended_at?: string;

  /** @example "Forgot to clock out." */
  @Text({ min: 1, max: 500, oneLine: true }) reason: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class RemoveWorkIntervalDto {
  /** @example "Clocked in on the wrong day." */
  @Text({ min: 1, max: 500, oneLine: true }) reason: string;
}

export class AgentDateDto {
  /**
   * A business date. Defaults to today.
   * @example "2026-02-24"
   */
  @Optional() @BusinessDate() date?: string;
}

export class AgentTimePieceDto {
  @Instant() started_at: string;
  @Instant() ended_at: string;
  /** @example 1800 */
  seconds: number;
  @OneOf(AVAILABILITIES) availability: string;
  /** Null for work that was added afterwards, when there was no status. */
  status: string | null;
  work_interval_id: string;
}

export class HandledItemDto {
  @OneOf(WORK_CHANNELS) channel: string;
  /** @example "email" */
  entity_type: string;
  entity_id: string;
  @Instant() at: string;
  /** How long the customer waited for it, when it was the first answer; otherwise null. */
  first_response_seconds: number | null;
}

export class FinishedItemDto {
  @OneOf(WORK_CHANNELS) channel: string;
  /** @example "conversation" */
  entity_type: string;
  entity_id: string;
  @Instant() finished_at: string;
  /** When it came back, for the first time; null when it has not. */
  @Nullable() @Instant() reopened_at: string | null;
}

export class AgentPromiseDto {
  @OneOf(WORK_CHANNELS) channel: string;
  /** @example "conversation" */
  entity_type: string;
  entity_id: string;
  /** @example "first_response" */
  @OneOf(['first_response', 'next_response', 'resolution']) metric: string;
  /**
   * Which wait for an answer it was.
   * @example 1
   */
  cycle: number;
  /** `met`, or `late`, or `missed`: late, and never answered. */
  @OneOf(['met', 'late', 'missed']) state: string;
  @Instant() ended_at: string;
  /** Business seconds beyond the target. */
  late_seconds: number;
}

export class AgentItemsDto {
  /**
   * E-mails that the agent sent.
   * @example 12
   */
  email: number;
  chat: number;
  /** Calls that the agent answered. */
  call: number;
  ticket: number;
}

export class AgentFiguresDto {
  /**
   * Clocked in: the sum of the five below.
   * @example 28800
   */
  worked_seconds: number;
  available_seconds: number;
  busy_seconds: number;
  wrap_up_seconds: number;
  away_seconds: number;
  offline_seconds: number;
  /**
   * Busy and wrap-up, as a part of these and available; null when there was none of them.
   * @example 62
   */
  occupancy_percent: number | null;
  /** What was handled, by channel. */
  items: AgentItemsDto;
  /** E-mails that were the first answer to a customer. */
  first_responses: number;
  /** How long customers waited for these, on average; null when there was none. */
  avg_first_response_seconds: number | null;
  /** Things that the agent held when they were finished. */
  finished: number;
  /** Things that the agent had finished, on this day or before, and that came back on it. */
  reopened: number;
  /** Promises to customers that ended in time: first and next responses, resolutions. */
  sla_kept: number;
  /** Those that ended late, or late and without an answer. */
  sla_broken: number;
}

export class AgentDayDto extends AgentFiguresDto {
  /** @example "2026-02-24" */
  @BusinessDate() date: string;
}

export class AgentWeekDto {
  agent_id: string;
  /**
   * The zone that days are cut in.
   * @example "Asia/Kolkata"
   */
  time_zone: string;
  /** The last seven days, today included and not over, oldest first. */
  days: AgentDayDto[];
  /** Over these days. */
  total: AgentFiguresDto;
}
