import { PageOf } from '../../list/page.dto.js';
import { PageQueryDto } from '../../list/pageQuery.dto.js';
import { Optional } from '../../validation/shape.decorators.js';
import { Text } from '../../validation/text.decorators.js';
import { Instant } from '../../validation/time.decorators.js';
import { Flag, OneOf } from '../../validation/value.decorators.js';

const WEBHOOK_STATES = ['received', 'retrying', 'processed', 'parked'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export class WebhookEventDto {
  /** @example 4711 */
  id: number;
  /** @example "kaleyra" */
  source: string;
  /** Identifies the event; a repeated delivery has the same key. */
  dedupe_key: string;
  /** `received`: not tried yet; `retrying`: failed and will be retried; `processed`; `parked`: given up until it is replayed. */
  @OneOf(WEBHOOK_STATES) state: WebhookState;
  /** @example "2026-02-24T09:15:15.000Z" */
  received_at: string;
  /** @example "GET" */
  method: string;
  /** @example "/webhooks/kaleyra/callback" */
  path: string;
  /** @example 1 */
  attempts: number;
  /** How often it was replayed. */
  replays: number;
  next_attempt_at: string | null;
  processed_at: string | null;
  /**
   * The result of processing.
   * @example "applied"
   */
  outcome: string | null;
  error_code: string | null;
  error_message: string | null;
  /** The id of the request that delivered it. */
  request_id: string | null;
}
export class WebhookEventPageDto extends PageOf(WebhookEventDto) {}

export class WebhookEventDetailDto extends WebhookEventDto {
  /** The raw query string, without the fields that prove who called; empty when no module handles the source any more. */
  query: string;
  /** The headers that describe the event. */
  headers: Record<string, string>;
  /** The raw body, as text or as Base64; see `body_is_base64`. */
  body: string | null;
  body_is_base64: boolean;
}

/** Selects the events that match every given field. */
export class ReplayFilter {
  /** @example "kaleyra" */
  @Optional() @Text({ max: 50 }) source?: string;

  @Optional() @OneOf(WEBHOOK_STATES) state?: WebhookState;

  /** @example "handler_failed" */
  @Optional() @Text({ max: 100 }) error_code?: string;

  /**
   * Received at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @Optional() @Instant() from?: string;

  /** Received before this instant. */
  @Optional() @Instant() to?: string;
}

export class ReplayWebhookEventsDto extends ReplayFilter {
  /** Select everything; then no filter may be given. */
  @Optional() @Flag() all?: boolean;

  /** Only count the events. */
  @Optional() @Flag() dry_run?: boolean = false;
}

export class ReplayResultDto {
  /** @example 12 */
  events: number;
  /** Whether the events were only counted. */
  dry_run: boolean;
}

export class ListWebhookEventsDto extends PageQueryDto {
  @Optional() @Text({ max: 50 }) source?: string;

  @Optional() @OneOf(WEBHOOK_STATES) state?: WebhookState;

  @Optional() @Text({ max: 100 }) error_code?: string;

  @Optional() @Text({ max: 100 }) request_id?: string;

  /** Received at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Received before this instant. */
  @Optional() @Instant() to?: string;
}
