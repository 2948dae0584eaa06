import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';

const STATES = ['pending', 'sending', 'delivered', 'given_up', 'cancelled'] as const;
const REASONS = ['attempts_exhausted', 'receiver_aborted', 'subscription_deleted', 'not_collected'] as const;
const OVER = ['delivered', 'given_up', 'cancelled'] as const;

export class ListSubscriptionDeliveriesDto extends PageQueryDto {
  @Optional() @OneOf(STATES) state?: (typeof STATES)[number];

  /** @example "call_attempt:updated" */
  @Optional() @Text({ max: 200 }) event?: string;

  @Optional() @Text({ max: 200 }) entity_id?: string;

  /**
   * Created at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @Optional() @Instant() from?: string;

  /**
   * Created before this instant.
   * @example "2026-02-25T00:00:00Z"
   */
  @Optional() @Instant() to?: string;
}

export class ListWebhookDeliveriesDto extends ListSubscriptionDeliveriesDto {
  @Optional() @Id() subscription_id?: string;
}

export class WebhookDeliveryDto implements Omit<Row<'webhook_deliveries'>, 'body' | 'schedule_position'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /**
   * The `webhook-id` header; it is the same in every attempt.
   * @example "msg_7c9e6f0a11114222833344445555666"
   */
  webhook_id: string;
  subscription_id: string;
  /** Position in the change feed; null for a test event. */
  seq: number | null;
  /** @example "call_attempt:updated" */
  event: string;
  /** @example "calls" */
  namespace: string;
  entity_id: string;
  @OneOf(STATES) state: string;
  /** Why it ended without success; otherwise null. */
  @OneOf(REASONS) reason: string | null;
  attempt_count: number;
  /** When the next attempt is due, unless an older delivery of the same entity is still unfinished. */
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
  /** The number of the attempt, starting at 1. */
  attempt: number;
  scheduled_at: string;
  started_at: string;
  finished_at: string | null;
  /** Null while it is in progress. `released`: the worker was stopped; `lost`: the worker disappeared. */
  @OneOf(['delivered', 'failed', 'released', 'lost']) outcome: string | null;
  status_code: number | null;
  /** Why there was no response. */
  error_code: string | null;
  /** The first 1 kB of the response; null if you do not have `edit` on webhooks. */
  response_excerpt: string | null;
  duration_ms: number | null;
}

export class WebhookDeliveryDetailDto extends WebhookDeliveryDto {
  /**
   * The exact content that is sent and signed.
   * @example "{\"event\" : \"call_attempt:updated\", \"type\" : \"call_attempt:updated\", \"timestamp\" : \"2026-02-24T09:15:15.000Z\", \"data\" : {\"id\": \"c0ffee\"}, \"seq\" : 4711}"
   */
  body: string;
  attempts: WebhookDeliveryAttemptDto[];
}

export class RedeliverFilterDto {
  @Optional() @Id() subscription_id?: string;

  @Optional() @OneOf(OVER) state?: (typeof OVER)[number];

  /** @example "call_attempt:updated" */
  @Optional() @Text({ max: 200 }) event?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** Select everything; then no filter may be given. */
  @Optional() @Flag() all?: boolean;

  /** Only count the deliveries. */
  @Optional() @Flag() dry_run?: boolean = false;
}

export class RedeliverResultDto {
  /**
   * How many deliveries are sent again, or would be in a dry run.
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
   * The fields of `data` and their values.
   * @example { "state": "queued, running, succeeded, failed" }
   */
  data: Record<string, string>;
}
