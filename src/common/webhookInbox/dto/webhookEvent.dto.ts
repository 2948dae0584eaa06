import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../list/mayBeAbsent.decorator.js';
import { PageOf } from '../../list/page.dto.js';
import { PageQueryDto } from '../../list/pageQuery.dto.js';

const WEBHOOK_STATES = ['received', 'retrying', 'processed', 'parked'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export class WebhookEventDto {
  /** @example 4711 */
  id: number;
  /** @example "kaleyra" */
  source: string;
  /** What makes the event this one; a second delivery has the same. */
  dedupe_key: string;
  /** `received`: waits for its first try; `retrying`; `processed`; `parked`: failed for good until it is replayed. */
  state: WebhookState;
  /** @example "2026-02-24T09:15:15.000Z" */
  received_at: string;
  /** @example "GET" */
  method: string;
  /** @example "/webhooks/kaleyra/callback" */
  path: string;
  /** @example 1 */
  attempts: number;
  /** How often somebody replayed it. */
  replays: number;
  next_attempt_at: string | null;
  processed_at: string | null;
  /**
   * What came of it.
   * @example "applied"
   */
  outcome: string | null;
  error_code: string | null;
  error_message: string | null;
  /** Of the request that brought it. */
  request_id: string | null;
}
export class WebhookEventPageDto extends PageOf(WebhookEventDto) {}

export class WebhookEventDetailDto extends WebhookEventDto {
  /** The raw query string, without the fields that prove who called; empty when no module handles the source any more. */
  query: string;
  /** Those that say something about the event. */
  @Type(() => Object) headers: Record<string, string>;
  /** The raw body, as text where it is text. */
  body: string | null;
  body_is_base64: boolean;
}

/** Which events: all that every given field leaves. */
export class ReplayFilter {
  /** @example "kaleyra" */
  @MayBeAbsent() @IsString() @MaxLength(50) source?: string;

  @MayBeAbsent() @IsIn(WEBHOOK_STATES) state?: WebhookState;

  /** @example "handler_failed" */
  @MayBeAbsent() @IsString() @MaxLength(100) error_code?: string;

  /**
   * Received at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @MayBeAbsent() @IsISO8601({ strict: true }) from?: string;

  /** Received before this instant. */
  @MayBeAbsent() @IsISO8601({ strict: true }) to?: string;
}

export class ReplayWebhookEventsDto extends ReplayFilter {
  /** Everything: then no filter is given. */
  @MayBeAbsent() @IsBoolean() all?: boolean;

  /** Only count. */
  @MayBeAbsent() @IsBoolean() dry_run?: boolean = false;
}

export class ReplayResultDto {
  /** @example 12 */
  events: number;
  /** Whether they were only counted. */
  dry_run: boolean;
}

export class ListWebhookEventsDto extends PageQueryDto {
  @IsOptional() @IsString() @MaxLength(50) source?: string;

  @IsOptional() @IsIn(WEBHOOK_STATES) state?: WebhookState;

  @IsOptional() @IsString() @MaxLength(100) error_code?: string;

  @IsOptional() @IsString() @MaxLength(100) request_id?: string;

  /** Received at or after this instant. */
  @IsOptional() @IsISO8601({ strict: true }) from?: string;

  /** Received before this instant. */
  @IsOptional() @IsISO8601({ strict: true }) to?: string;
}
