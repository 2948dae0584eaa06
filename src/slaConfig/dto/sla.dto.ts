import { PickType } from '@nestjs/swagger';
import type { Hours, Weekday } from '../../common/businessTime/calendar.js';
import { WeekHours } from '../../common/businessTime/hours.decorators.js';
import { EntityDto } from '../../common/entities/dto/entity.dto.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { WORK_CHANNELS } from '../../common/matter/channels.js';
import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant, TimeZone } from '../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { CLOCK_STATES } from '../matter.js';
import { METRICS, TIERS, type Metric } from '../slaPolicy.js';
import { SlaTargetsDto } from './slaPolicy.dto.js';

export class ListSlaClocksDto extends PageQueryDto {
  @AnyOf(CLOCK_STATES) state?: string[];
  @AnyOf(METRICS) metric?: string[];
  @AnyOf(WORK_CHANNELS) channel?: string[];
  @AnyOf(TIERS) tier?: string[];

  /** The key of a team. */
  @Optional() @Text({ max: 200, oneLine: true }) team?: string;

  @Optional() @Id() agent_id?: string;
  @Optional() @Id() policy_id?: string;

  /** @example "email_thread" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @Optional() @Id() entity_id?: string;

  /** Started at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Started before this instant. */
  @Optional() @Instant() to?: string;
}

export class SlaClockDto implements Row<'sla_clocks'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "email_thread" */
  entity_type: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  @OneOf(METRICS) metric: string;
  /**
   * Which wait for an answer it is.
   * @example 1
   */
  cycle: number;
  policy_id: string;
  policy_version: number;
  @OneOf(WORK_CHANNELS) channel: string;
  team: string | null;
  @OneOf(TIERS) tier: string;
  /** The agent who answered, or to whom it is assigned. */
  agent_id: string | null;
  /** @example 60 */
  target_minutes: number;
  /**
   * Not ended: `running`, `at_risk` (the warning is due), `paused`, `breached`. Ended: `met`, `late`, `missed` (late, and never answered),
   * `cancelled` (resolved in time without an answer).
   */
  @OneOf(CLOCK_STATES) state: string;
  started_at: string;
  /** Null while it is paused before the target is used up. */
  due_at: string | null;
  warn_at: string | null;
  /** From when on it is late: the due moment, or the next opening when it is due at closing. */
  breach_at: string | null;
  ended_at: string | null;
  /** Business seconds that were counted; null while it has not ended. */
  counted_seconds: number | null;
  /** Business seconds beyond the target; null while it has not ended. */
  late_seconds: number | null;
}
export class SlaClockPageDto extends PageOf(SlaClockDto) {}

export class SlaCountsQueryDto {
  /** Only what this agent has. */
  @Optional() @Id() agent_id?: string;
}

export class SlaCountDto {
  @OneOf(WORK_CHANNELS) channel: string;
  team: string | null;
  /** @example 12 */
  running: number;
  at_risk: number;
  paused: number;
  breached: number;
}

const SEGMENTS = ['counted', 'outside', 'paused_open', 'paused_closed', 'stopped'] as const;

class SlaSegmentDto {
  @Instant() from: string;
  /** Excluded; the next segment begins here. */
  @Instant() to: string;
  /**
   * `counted`; `outside` business hours; `paused_open` and `paused_closed`: paused, inside and outside of them; `stopped` while it was
   * finished.
   */
  @OneOf(SEGMENTS) kind: string;
  /** Real milliseconds. */
  ms: number;
  /** Business milliseconds that are counted at its end. */
  counted_ms: number;
}

class SlaTotalsDto {
  /** Milliseconds, as all of these. */
  counted_ms: number;
  outside_ms: number;
  paused_open_ms: number;
  paused_closed_ms: number;
  stopped_ms: number;
  /** The sum: from the start to now. */
  elapsed_ms: number;
}

class ExplainedClockDto {
  @OneOf(METRICS) metric: Metric;
  /** @example 1 */
  cycle: number;
  @OneOf(CLOCK_STATES) state: string;
  /** @example 60 */
  target_minutes: number;
  @Instant() started_at: string;
  @Nullable() @Instant() due_at: string | null;
  @Nullable() @Instant() warn_at: string | null;
  @Nullable() @Instant() breach_at: string | null;
  @Nullable() @Instant() ended_at: string | null;
  /** Business seconds beyond the target. */
  late_seconds: number;
  totals: SlaTotalsDto;
  /** From the start to now, without gap or overlap. */
  @ListOf(() => SlaSegmentDto) segments: SlaSegmentDto[];
}

class SlaMoveDto {
  @Instant() at: string;
  /** What it did to the clocks: start, pause, resume, stop, reopen, customer_message, agent_reply. */
  kind: string;
  agent_id: string | null;
}

class SlaCandidateDto {
  policy_id: string;
  /** @example "VIP" */
  name: string;
  /** Whether its conditions match now. The first that does is taken. */
  matches: boolean;
}

class SlaChosenDto {
  id: string;
  /** @example "VIP" */
  name: string;
  /** @example 3 */
  version: number;
}

export class SlaExplanationDto {
  entity: EntityDto;
  /** The moment of the explanation. */
  @Instant() at: string;
  /** Why no clock runs; null: clocks do. */
  excluded: string | null;
  /** Whether it is open. What is finished keeps its policy. */
  is_live: boolean;
  @Nullable() @Nested(() => SlaChosenDto) policy: SlaChosenDto | null;
  /** All policies in their order, up to the one that matches. */
  @ListOf(() => SlaCandidateDto) candidates: SlaCandidateDto[];
  calendar_id: string | null;
  /** What moved the clocks, oldest first. */
  @ListOf(() => SlaMoveDto) events: SlaMoveDto[];
  /** The newest fifty. */
  @ListOf(() => ExplainedClockDto) clocks: ExplainedClockDto[];
}

export const GROUPINGS = ['policy', 'tier', 'team', 'agent', 'channel'] as const;

export class SlaAttainmentQueryDto extends TimeRangeQueryDto {
  /** Groups within each metric. */
  @Optional() @OneOf(GROUPINGS) by?: (typeof GROUPINGS)[number];
  @Optional() @OneOf(WORK_CHANNELS) channel?: string;
  /** The key of a team. */
  @Optional() @Text({ max: 200, oneLine: true }) team?: string;
  @Optional() @OneOf(TIERS) tier?: string;
  @Optional() @Id() agent_id?: string;
  @Optional() @Id() policy_id?: string;
  /** @example "email_thread" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;
}

export class AttainedDto {
  /** All that started in the range: `decided`, `running` and `cancelled`. */
  clocks: number;
  /** `met`, `late`, `missed` and `breached`. */
  decided: number;
  met: number;
  late: number;
  missed: number;
  /** Late, and not ended yet. */
  breached: number;
  /** Left out: not decided yet. */
  running: number;
  /** Left out: resolved in time without an answer. */
  cancelled: number;
  /**
   * How many in a thousand of the decided ones were met; null when none is decided.
   * @example 925
   */
  met_per_mille: number | null;
  /** Business seconds beyond the targets, of those that have ended. */
  late_seconds: number;
  /** Business seconds that the met and late ones took on average; null when there are none. */
  average_seconds: number | null;
}

class AttainedGroupDto extends AttainedDto {
  /** An id or a key; null: it has none. */
  key: string | null;
  /** @example "VIP" */
  name: string | null;
}

class AttainedMetricDto extends AttainedDto {
  @OneOf(METRICS) metric: string;
  /** They add up to the metric. */
  @ListOf(() => AttainedGroupDto) groups: AttainedGroupDto[];
}

class ExclusionDto {
  /** @example "spam" */
  reason: string;
  items: number;
}

export class SlaAttainmentDto {
  @Instant() start: string;
  /** Excluded. */
  @Instant() end: string;
  /** Clocks count in the range in which they started. */
  @ListOf(() => AttainedMetricDto) metrics: AttainedMetricDto[];
  /** Things that began in the range and have no clocks, by the reason. */
  @ListOf(() => ExclusionDto) left_out: ExclusionDto[];
}

class SimulatedPolicyDto extends PickType(SlaTargetsDto, [
  'first_response_minutes',
  'next_response_minutes',
  'resolution_minutes',
  'calendar_id',
  'pause_statuses',
  'pause_waiting',
  'pause_metrics',
  'reply_must_arrive',
]) {
  @Id() policy_id: string;
}

class SimulatedCalendarDto {
  /** The calendar whose hours are replaced, its holidays stay; null or left out: the default one. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;
  /** @example { "mon": [["09:00", "12:00"], ["14:00", "18:00"]] } */
  @WeekHours() hours: Partial<Record<Weekday, Hours[]>>;
  @Optional() @Nullable() @TimeZone() zone?: string | null;
}

export class SimulateSlaDto extends TimeRangeQueryDto {
  /** Other targets, for the whole of the past. */
  @Optional() @ListOf(() => SimulatedPolicyDto, { max: 20, unique: ({ policy_id }) => policy_id }) policies?: SimulatedPolicyDto[];
  /** Other business hours, for the whole of the past. */
  @Optional() @Nested(() => SimulatedCalendarDto) calendar?: SimulatedCalendarDto;
  /** @example "email_thread" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;
  /** Whether the answer lists what would have come out otherwise. Defaults to true. */
  @Optional() @Flag() with_changes?: boolean;
}

class SimulatedSideDto {
  met: number;
  /** Late, missed or breached. */
  late: number;
  /** Running, paused or cancelled. */
  undecided: number;
  late_seconds: number;
}

class SimulatedMetricDto {
  @OneOf(METRICS) metric: string;
  actual: SimulatedSideDto;
  simulated: SimulatedSideDto;
}

class SimulatedOutcomeDto {
  @OneOf(CLOCK_STATES) state: string;
  @Nullable() @Instant() due_at: string | null;
  late_seconds: number;
}

class SimulatedChangeDto {
  entity_type: string;
  entity_id: string;
  @OneOf(METRICS) metric: string;
  cycle: number;
  @Instant() started_at: string;
  /** Null: it would be new. */
  @Nullable() @Nested(() => SimulatedOutcomeDto) actual: SimulatedOutcomeDto | null;
  /** Null: it would not be there. */
  @Nullable() @Nested(() => SimulatedOutcomeDto) simulated: SimulatedOutcomeDto | null;
}

export class SlaSimulationDto {
  @Instant() start: string;
  /** Excluded. */
  @Instant() end: string;
  /** Things that were looked at: those with clocks that started in the range. */
  items: number;
  /** Whether there were more than are looked at; then only the newest were. */
  limited: boolean;
  @ListOf(() => SimulatedMetricDto) metrics: SimulatedMetricDto[];
  /** Clocks whose state would have been another one, at most a hundred. */
  @ListOf(() => SimulatedChangeDto) changes: SimulatedChangeDto[];
  /** How many there are in all. */
  changed: number;
}
