import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../common/list/mayBeAbsent.decorator.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';

const STATES = ['pending', 'sending', 'delivered', 'given_up', 'cancelled'] as const;
const OVER = ['delivered', 'given_up', 'cancelled'] as const;

export class ListSubscriptionDeliveriesDto extends PageQueryDto {
  @IsOptional() @IsIn(STATES) state?: (typeof STATES)[number];

  /** @example "call_attempt:updated" */
  @IsOptional() @IsString() @MaxLength(200) event?: string;

  @IsOptional() @IsString() @MaxLength(200) entity_id?: string;

  /**
   * Made at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @IsOptional() @IsISO8601({ strict: true }) from?: string;

  /**
   * Made before this instant.
   * @example "2026-02-25T00:00:00Z"
   */
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
}

export class ListWebhookDeliveriesDto extends ListSubscriptionDeliveriesDto {
  @IsOptional() @IsUUID() subscription_id?: string;
}

export class WebhookDeliveryDto implements Omit<Row<'webhook_deliveries'>, 'body' | 'schedule_position'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /**
   * Header `webhook-id`: the same in every attempt.
   * @example "msg_7c9e6f0a11114222833344445555666"
   */
  webhook_id: string;
  subscription_id: string;
  /** Place in the change feed; null for a test. */
  seq: number | null;
  /** @example "call_attempt:updated" */
  event: string;
  /** @example "calls" */
  namespace: string;
  entity_id: string;
  /** `pending`, `sending`, `delivered`, `given_up` or `cancelled`. */
  state: string;
  /** Why it is over: `attempts_exhausted`, `receiver_aborted`, `subscription_deleted`, `not_collected`. */
  reason: string | null;
  attempt_count: number;
  /** When it is due; behind an older delivery of its entity, when that one is over. */
  next_attempt_at: string | null;
  last_status_code: number | null;
  last_error: string | null;
  /** When the event happened. */
  event_at: string;
  created_at: string;
  finished_at: string | null;
}
export class WebhookDeliveryPageDto extends PageOf(WebhookDeliveryDto) {}

export class WebhookDeliveryAttemptDto implements Omit<Row<'webhook_delivery_attempts'>, 'delivery_id'> {
  id: number;
  /** From 1. */
  attempt: number;
  scheduled_at: string;
  started_at: string;
  finished_at: string | null;
  /** Null while under way; `delivered`, `failed`, `released` (we stopped), `lost` (the worker vanished). */
  outcome: string | null;
  status_code: number | null;
  /** Why no answer came. */
  error_code: string | null;
  /** The first 1 kB of the answer; null for readers without `edit` on webhooks. */
  response_excerpt: string | null;
  duration_ms: number | null;
}

export class WebhookDeliveryDetailDto extends WebhookDeliveryDto {
  /**
   * The bytes that are sent and signed.
   * @example "{\"event\" : \"call_attempt:updated\", \"type\" : \"call_attempt:updated\", \"timestamp\" : \"2026-02-24T09:15:15.000Z\", \"data\" : {\"id\": \"c0ffee\"}, \"seq\" : 4711}"
   */
  body: string;
  attempts: WebhookDeliveryAttemptDto[];
}

export class RedeliverFilterDto {
  @MayBeAbsent() @IsUUID() subscription_id?: string;

  @MayBeAbsent() @IsIn(OVER) state?: (typeof OVER)[number];

  /** @example "call_attempt:updated" */
  @MayBeAbsent() @IsString() @MaxLength(200) event?: string;

  /** Made at or after this instant. */
  @MayBeAbsent() @IsISO8601({ strict: true }) from?: string;

  /** Made before this instant. */
  @MayBeAbsent() @IsISO8601({ strict: true }) to?: string;

  /** Everything: then no filter is given. */
  @MayBeAbsent() @IsBoolean() all?: boolean;

  /** Only counts. */
  @MayBeAbsent() @IsBoolean() dry_run?: boolean = false;
}

export class RedeliverResultDto {
  /**
   * How many are sent again, or would be.
   * @example 12
   */
  deliveries: number;
  dry_run: boolean;
}

export class WebhookEventTypeDto {
  /** @example "sync_run:updated" */
  event: string;
  /** @example "calls" */
  namespace: string;
  /** @example "It went on, or ended." */
  about: string;
  /**
   * Fields of `data` and what is in them.
   * @example { "state": "queued, running, succeeded, failed" }
   */
  data: Record<string, string>;
}
