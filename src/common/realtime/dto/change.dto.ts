import { PageOf } from '../../list/page.dto.js';
import { PageQueryDto } from '../../list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { FEED_NAMESPACES, type FeedNamespace } from '../changeEvents.js';
import { Nullable, Optional } from '../../validation/shape.decorators.js';
import { Text } from '../../validation/text.decorators.js';
import { Instant } from '../../validation/time.decorators.js';
import { Count, JsonObject, OneOf } from '../../validation/value.decorators.js';

export class ListChangesDto {
  /**
   * The `seq` of the last event you have, or `next_after` of the last response. If omitted, the response holds no events, only the
   * current position of the feed.
   * @example 4711
   */
  @Optional() @Count({ min: 0, max: Number.MAX_SAFE_INTEGER }) after?: number;

  /** `scope` of the last response. If your permissions have changed since, the response has `resync` set. */
  @Optional() @Text({ max: 100 }) scope?: string;

  /** Only events of this socket namespace. */
  @Optional() @OneOf(FEED_NAMESPACES) namespace?: FeedNamespace;

  /**
   * The most events to return.
   * @example 100
   */
  @Optional() @Count({ min: 1, max: 1000 }) limit?: number = 100;
}

export class ChangeDto {
  /**
   * Position in the feed: ascending, and the same on every node.
   * @example 4712
   */
  seq: number;
  /** @example "calls" */
  @OneOf(FEED_NAMESPACES) namespace: string;
  /** @example "sync_run:updated" */
  event: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  /**
   * Depends on the event; docs/api.md lists the fields.
   * @example { "state": "running", "pages": 12, "synced": 2400 }
   */
  payload: Record<string, unknown>;
  /**
   * When the transaction that made the change began.
   * @example "2026-02-24T09:15:15.000Z"
   */
  @Instant() at: string;
}

export class ChangePageDto {
  data: ChangeDto[];
  /**
   * Pass it as `after` next time, even if `data` is empty.
   * @example 4712
   */
  next_after: number;
  /** Whether more events are available now. */
  has_more: boolean;
  /**
   * Events are missing: those after `after` were deleted because of their age, `after` is not from this feed, or your permissions have
   * changed. Reload your state, then continue from `next_after`.
   */
  resync: boolean;
  /**
   * Identifies what you are allowed to see; send it back together with `after`.
   * @example "q83vEjRWeJASNFZ4"
   */
  scope: string;
  /**
   * `seq` of the oldest event that is still kept.
   * @example 1
   */
  oldest_seq: number;
}

export class ReactionDto {
  /** @example "webhooks.enqueue" */
  name: string;
  /**
   * Every event up to here was handled or has failed.
   * @example 4700
   */
  last_seq: number;
  /**
   * How many events it is behind the newest. An idle reaction may stay slightly behind.
   * @example 12
   */
  lag: number;
  /** Failed events that will be retried. */
  retrying: number;
  /** Events that failed too often; retry or dismiss them. */
  parked: number;
  /** Events waiting for a failed event of the same entity. */
  waiting: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}

export const FAILURE_STATES = ['retry', 'parked', 'waiting'] as const;

export class ListChangeFailuresDto extends PageQueryDto {
  /** Failures of this reaction. */
  @Optional() @Text({ max: 200 }) name?: string;

  @Optional() @OneOf(FAILURE_STATES) state?: (typeof FAILURE_STATES)[number];
}

/** An event as reactions get it. */
export class FailedChangeDto extends ChangeDto {
  /** Of an update: the fields of the payload as they were before. */
  @Optional() @Nullable() @JsonObject({ max_bytes: 1_000_000 }) before?: Record<string, unknown> | null;
  /** The run of a rule that caused it, as `<run>:<depth>`. */
  @Optional() @Nullable() @Text({ max: 100 }) cause?: string | null;
}

export class ChangeFailureDto implements Omit<Row<'change_reaction_failures'>, 'event'> {
  /** @example 12 */
  id: number;
  /**
   * The reaction.
   * @example "webhooks.enqueue"
   */
  name: string;
  /** @example 4699 */
  seq: number;
  /**
   * The entity whose later events wait for this one.
   * @example "calls/sync_run/7c9e6f0a-1111-4222-8333-444455556666"
   */
  entity: string;
  /** The event itself. */
  event: FailedChangeDto;
  /** `retry`: retried at `next_attempt_at`; `parked`: given up; `waiting`: waits for an earlier event. */
  @OneOf(FAILURE_STATES) state: string;
  /** @example 3 */
  attempts: number;
  next_attempt_at: string | null;
  /** Why the last attempt failed. */
  error: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
}
export class ChangeFailurePageDto extends PageOf(ChangeFailureDto) {}
