import { OmitType, PartialType } from '@nestjs/swagger';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

/** What a timeline is made of; the table timeline_sources has the same kinds. */
const TIMELINE_KINDS = [
  'agri_consultation',
  'call',
  'call_attempt',
  'chat',
  'customer_feedback',
  'email',
  'event',
  'ivr_call',
  'lead',
  'note',
  'refund',
  'return_rca',
  'survey',
  'ticket',
  'video_call',
  'youtube',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** The entity that an entry is. */
export const ENTITY_OF: Record<TimelineKind, string> = {
  agri_consultation: 'agri_consultation',
  call: 'call',
  call_attempt: 'call_attempt',
  chat: 'message',
  customer_feedback: 'customer_feedback',
  email: 'email',
  event: 'customer_event',
  ivr_call: 'ivr_call',
  lead: 'lead',
  note: 'customer_note',
  refund: 'refund',
  return_rca: 'return_rca',
  survey: 'survey_invitation',
  ticket: 'ticket',
  video_call: 'video_call_lead',
  youtube: 'youtube_lead',
};

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
type Direction = (typeof DIRECTIONS)[number];

export class TimelineFilterDto {
  @AnyOf(TIMELINE_KINDS) kind?: TimelineKind[];

  @Optional() @OneOf(DIRECTIONS) direction?: Direction;

  /** What this agent did, or holds. */
  @Optional() @Id() agent_id?: string;

  /** At or after this instant. */
  @Optional() @Instant() from?: string;

  /** Before this instant. */
  @Optional() @Instant() to?: string;
}

export class TimelineQueryDto extends TimelineFilterDto {
  /** @example 50 */
  @Optional() @Count({ min: 1, max: 200 }) limit?: number = 50;

  /** `next_cursor` or `previous_cursor` of a page. */
  @Optional() @Text({ max: 500 }) cursor?: string;
}

/** Whose timeline it is. */
export class TimelineCustomerDto {
  id: string;
  /** @example "Asha Rao" */
  display_name: string;
}

export class TimelineEntryDto {
  /** @example "email" */
  @OneOf(TIMELINE_KINDS) kind: TimelineKind;
  /**
   * The id of the e-mail, call, refund … itself.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  @Instant() at: string;
  /** @example "inbound" */
  @OneOf(DIRECTIONS) direction: Direction;
  /** @example "Where is my order?" */
  title: string;
  /** @example "It was to come on Monday." */
  body: string;
  /**
   * How it stands, in the words of its kind; the type of an event.
   * @example "open"
   */
  status: string;
  agent_id: string | null;
  /**
   * More, by kind.
   * @example { "thread_id": "7c9e6f0a-1111-4222-8333-444455556666" }
   */
  details: Record<string, unknown>;
  /**
   * The path of the request that answers the e-mail, refund … itself.
   * @example "/emails/7c9e6f0a-1111-4222-8333-444455556666"
   */
  @Nullable() path: string | null;
}

export class TimelinePageDto {
  /** Null when no customer, or more than one, has the number or address. */
  @Nullable() customer: TimelineCustomerDto | null;
  /** The customers who share the number or address. */
  candidates: TimelineCustomerDto[];
  /** Newest first. */
  data: TimelineEntryDto[];
  limit: number;
  /** For older entries; null when there are none. */
  next_cursor: string | null;
  /** For newer entries, also such as come later; null when there is nothing on this page. */
  previous_cursor: string | null;
}

export class TimelineCountDto {
  /** @example "email" */
  @OneOf(TIMELINE_KINDS) kind: TimelineKind;
  /** @example 14 */
  count: number;
  @Instant() @Nullable() first_at: string | null;
  @Instant() @Nullable() last_at: string | null;
}

export class TimelineSummaryDto {
  @Nullable() customer: TimelineCustomerDto | null;
  candidates: TimelineCustomerDto[];
  /** @example 14 */
  total: number;
  /** One for each kind that you may view. */
  @ListOf(() => TimelineCountDto) by_kind: TimelineCountDto[];
}

class CustomerEventFieldsDto {
  /**
   * Your own word for what it is.
   * @example "store_visit"
   */
  @Text({ max: 60, pattern: /^[a-z][a-z0-9_.-]{0,59}$/, says: 'must be a word of lower-case letters, digits and _ . -' })
  event_type: string;

  /** @example "Visited the store in Bhopal" */
  @Text({ max: 300, min: 1, oneLine: true }) title: string;

  /** @example "Asked about seed treatment." */
  @Optional() @Text({ max: 10_000 }) description?: string;

  /** When it happened; defaults to now. */
  @Optional() @Instant() occurred_at?: string;

  /** The agent who was part of it. */
  @Optional() @Id() agent_id?: string;

  /** Anything that another program wants to keep here. */
  @Optional() @JsonObject({ max_bytes: 16_384 }) metadata?: Record<string, unknown>;
}

export class CreateCustomerEventDto extends CustomerEventFieldsDto {
  /** Give this, `mobile_number` or `email`. */
  @Optional() @Id() customer_id?: string;

  /**
   * In any spelling. An unknown number becomes a new customer.
   * @example "081234 56789"
   */
  @Optional() @Text({ max: 64, min: 1, oneLine: true }) mobile_number?: string;

  /** @example "asha@customer.test" */
  @Optional() @Text({ max: 320, min: 1, oneLine: true }) email?: string;
}

export class UpdateCustomerEventDto extends PartialType(OmitType(CustomerEventFieldsDto, [] as const), { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class CustomerEventDto implements Omit<Row<'customer_events'>, 'deleted_at' | 'metadata'> {
  id: string;
  customer_id: string;
  /** @example "store_visit" */
  event_type: string;
  /** @example "Visited the store in Bhopal" */
  title: string;
  description: string;
  occurred_at: string;
  agent_id: string | null;
  /** @example { "store": "bhopal-2" } */
  metadata: Record<string, unknown>;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}

export class SetEntryCustomerDto {
  /** One of those who share the number or address. */
  @Id() customer_id: string;
}

export class EntryCustomerDto implements Row<'timeline_picks'> {
  /** @example "call" */
  @OneOf(TIMELINE_KINDS) kind: TimelineKind;
  /**
   * The id of the call or e-mail.
   * @example "a1b2c3"
   */
  entry_id: string;
  customer_id: string;
  picked_by: string | null;
  picked_at: string;
}
