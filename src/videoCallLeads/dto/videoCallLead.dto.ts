import { OmitType, PartialType, PickType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { FunnelStageDto, StatsOfValueDto, StatsOfValueGroupDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Currency, Text } from '../../common/validation/text.decorators.js';
import { Instant, TimeZone } from '../../common/validation/time.decorators.js';
import { Count, Id, MinorUnits, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { VIDEO_CALL, VIDEO_CALL_OUTCOMES, VIDEO_CALL_SOURCES } from '../videoCallLeads.states.js';

type VideoCallStatus = StateOf<typeof VIDEO_CALL>;
type VideoCallOutcome = (typeof VIDEO_CALL_OUTCOMES)[number];
type VideoCallSource = (typeof VIDEO_CALL_SOURCES)[number];
const SORTS = ['created_at', 'updated_at', 'value_minor'] as const;
const MINUTES = { min: 5, max: 480 };

export class CreateVideoCallLeadDto {
  @Id() customer_id: string;

  /** @example "website" */
  @OneOf(VIDEO_CALL_SOURCES) source: VideoCallSource;

  /**
   * What the customer wants to be shown; the matter of the lead.
   * @example "Drip irrigation for 2 acres"
   */
  @Text({ min: 1, max: 200, oneLine: true, pattern: /\S/, says: 'must not be blank' }) interest: string;

  /** The brand or site of the lead. */
  @Optional() @Text({ max: 60, oneLine: true }) property?: string;

  /** The agent who makes the call; needed for a slot. */
  @Optional() @Id() assignee_id?: string;

  /**
   * Books this slot. See `GET /video-call-leads/slots`.
   * @example "2030-01-01T09:00:00Z"
   */
  @Optional() @Instant() starts_at?: string;

  /**
   * How long the slot is; 30 when it is left out.
   * @example 30
   */
  @Optional() @Count(MINUTES) minutes?: number;

  /** The time zone of the customer, for reminders. Defaults to what is known of the customer. */
  @Optional() @TimeZone() time_zone?: string;

  /** Where the call takes place. */
  @Optional() @Text({ max: 1000, oneLine: true, pattern: /^https:\/\/\S+$/, says: 'must be an https address' }) link?: string;

  /**
   * What it may be worth, in the smallest unit of the currency.
   * @example 4500000
   */
  @Optional() @MinorUnits() value_minor?: number;

  /** @example "INR" */
  @Optional() @Currency() currency?: string;

  @Optional() @Text({ max: 5000 }) note?: string;
}

export class UpdateVideoCallLeadDto extends PartialType(
  PickType(CreateVideoCallLeadDto, [
    'source',
    'interest',
    'starts_at',
    'minutes',
    'time_zone',
    'link',
    'value_minor',
    'currency',
    'note',
  ] as const),
  { skipNullProperties: false },
) {
  @Optional() @Nullable() @Id() assignee_id?: string | null;

  /** The status that is wanted. */
  @Optional() @OneOf(VIDEO_CALL.states) status?: VideoCallStatus;

  /** What came of it. `bought` wins the lead. */
  @Optional() @OneOf(VIDEO_CALL_OUTCOMES) outcome?: VideoCallOutcome;

  /** When to come back to the customer; it becomes the next action of the lead. */
  @Optional() @Nullable() @Instant() follow_up_at?: string | null;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class VideoCallActionDto extends PickType(UpdateVideoCallLeadDto, [
  'starts_at',
  'minutes',
  'time_zone',
  'link',
  'outcome',
  'value_minor',
  'currency',
  'follow_up_at',
  'version',
] as const) {
  /**
   * `book` needs a slot and an agent.
   * @example "complete"
   */
  @OneOf(VIDEO_CALL.actions) action: StepOf<typeof VIDEO_CALL>;

  /** The agent who makes the call. */
  @Optional() @Id() assignee_id?: string;

  @Optional() @Text({ max: 2000 }) note?: string;
}

export class ListVideoCallLeadsDto extends PageQueryDto {
  @AnyOf(VIDEO_CALL.states) status?: VideoCallStatus[];

  @AnyOf(VIDEO_CALL_OUTCOMES) outcome?: VideoCallOutcome[];

  @AnyOf(VIDEO_CALL_SOURCES) source?: VideoCallSource[];

  /** Of the lead. */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  @Optional() @Id() lead_id?: string;

  @Optional() @Currency() currency?: string;

  /** Which begin at or after this instant. */
  @Optional() @Instant() starts_from?: string;

  /** Which begin before this instant. */
  @Optional() @Instant() starts_to?: string;

  /** To be followed up before this instant. */
  @Optional() @Instant() follow_up_before?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the interest and the note. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class VideoCallLeadStatsQueryDto extends OmitType(ListVideoCallLeadsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class ListSlotsDto {
  /** The agent whose calendar it is. */
  @Id() assignee_id: string;

  /**
   * From then on; nothing that has begun.
   * @example "2030-01-01T00:00:00Z"
   */
  @Instant() from: string;

  /** Before then, at most 31 days later. */
  @Instant() to: string;

  /** @example 30 */
  @Optional() @Count(MINUTES) minutes?: number = 30;

  /** Of the customer; `local` is written in it. */
  @Optional() @TimeZone() time_zone?: string;
}

export class SlotDto {
  /** @example "2030-01-01T09:00:00.000Z" */
  starts_at: string;
  ends_at: string;
  /**
   * The beginning in the time zone that was asked for.
   * @example "2030-01-01T14:30:00+05:30"
   */
  local: string;
}

export class VideoCallLeadDto implements Omit<Row<'video_call_leads'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The lead that it is a touch of. */
  lead_id: string;
  customer_id: string | null;
  @OneOf(VIDEO_CALL_SOURCES) source: string;
  /** @example "Drip irrigation for 2 acres" */
  interest: string;
  /** @example "booked" */
  @OneOf(VIDEO_CALL.states) status: VideoCallStatus;
  /** How far it ever came; the funnel counts these. */
  reached: string;
  @OneOf(VIDEO_CALL_OUTCOMES) outcome: string | null;
  assignee_id: string | null;
  starts_at: string | null;
  ends_at: string | null;
  /** Of the customer; empty: that of the business. */
  time_zone: string;
  link: string;
  /** What it may be worth, or what the customer bought for. */
  value_minor: number;
  /** @example "INR" */
  currency: string;
  follow_up_at: string | null;
  note: string;
  /** How often the customer did not come. */
  no_shows: number;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  /**
   * Of the lead.
   * @example "sales"
   */
  team: string | null;
}
export class VideoCallLeadPageDto extends PageOf(VideoCallLeadDto) {}

export class VideoCallReminderDto implements Omit<Row<'video_call_reminders'>, 'video_call_lead_id'> {
  id: string;
  /** The slot that it reminds of. */
  starts_at: string;
  /** @example 86400 */
  before_seconds: number;
  /** Null: the customer was not reminded. */
  @OneOf(['whatsapp', 'email']) channel: string | null;
  /** How it went, or why not. */
  reason: string;
  send_id: string | null;
  at: string;
}

export class VideoCallLeadDetailDto extends VideoCallLeadDto {
  reminders: VideoCallReminderDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now. */
  @ListOf(OneOf(VIDEO_CALL.actions)) allowed_actions: StepOf<typeof VIDEO_CALL>[];
}

export class VideoCallLeadStatsDto extends StatsOfValueDto {
  by_status: StatsOfValueGroupDto[];
  by_outcome: StatsOfValueGroupDto[];
  by_source: StatsOfValueGroupDto[];
  by_team: StatsOfValueGroupDto[];
  /** How many came how far: wished, booked, held, bought. */
  funnel: FunnelStageDto[];
}
