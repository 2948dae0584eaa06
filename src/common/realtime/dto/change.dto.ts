import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { PageOf } from '../../list/page.dto.js';
import { PageQueryDto } from '../../list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { FEED_NAMESPACES, type FeedNamespace } from '../changeEvents.js';

export class ListChangesDto {
  /**
   * The `seq` of the last event you have, or `next_after` of the last answer. Without it the answer says where the feed stands.
   * @example 4711
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) after?: number;

  /** `scope` of the last answer: when other things may be seen now, the answer is `resync`. */
  @IsOptional() @IsString() @MaxLength(100) scope?: string;

  /** Only events of this socket namespace. */
  @IsOptional() @IsIn(FEED_NAMESPACES) namespace?: FeedNamespace;

  /**
   * Events in one answer.
   * @example 100
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) limit?: number = 100;
}

export class ChangeDto {
  /**
   * Its place in the feed: ascending, the same on every node.
   * @example 4712
   */
  seq: number;
  /** @example "calls" */
  namespace: string;
  /** @example "sync_run:updated" */
  event: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  /**
   * By event, as docs/api.md lists them.
   * @example { "state": "running", "pages": 12, "synced": 2400 }
   */
  payload: Record<string, unknown>;
  /**
   * When the transaction of the change began.
   * @example "2026-02-24T09:15:15.000Z"
   */
  at: string;
}

export class ChangePageDto {
  data: ChangeDto[];
  /**
   * Give it as `after` next time, also when `data` is empty.
   * @example 4712
   */
  next_after: number;
  /** Whether there is more right now. */
  has_more: boolean;
  /** Events after `after` were taken out by age, it is not of this feed, or `scope` has changed: load the state anew, then go on from `next_after`. */
  resync: boolean;
  /**
   * Stands for what you may see; give it back with `after`.
   * @example "q83vEjRWeJASNFZ4"
   */
  scope: string;
  /**
   * The oldest event that is kept.
   * @example 1
   */
  oldest_seq: number;
}

export class ReactionDto {
  /** @example "webhooks.enqueue" */
  name: string;
  /**
   * Everything up to here was handled or has failed.
   * @example 4700
   */
  last_seq: number;
  /**
   * Events behind the newest one. One that has nothing to do may stay a little behind.
   * @example 12
   */
  lag: number;
  /** Events that failed and are tried again. */
  retrying: number;
  /** Events that failed too often: retry or dismiss them. */
  parked: number;
  /** Events behind a failed one of the same thing. */
  waiting: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}

export const FAILURE_STATES = ['retry', 'parked', 'waiting'] as const;

export class ListChangeFailuresDto extends PageQueryDto {
  /** Of this reaction. */
  @IsOptional() @IsString() @MaxLength(200) name?: string;

  @IsOptional() @IsIn(FAILURE_STATES) state?: (typeof FAILURE_STATES)[number];
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
   * The thing whose later events wait behind this one.
   * @example "calls/sync_run/7c9e6f0a-1111-4222-8333-444455556666"
   */
  entity: string;
  /** The event as it was. */
  event: ChangeDto;
  /** `retry`: tried again at next_attempt_at; `parked`: given up; `waiting`: behind an earlier one. */
  state: string;
  /** @example 3 */
  attempts: number;
  next_attempt_at: string | null;
  /** Why it failed last. */
  error: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
}
export class ChangeFailurePageDto extends PageOf(ChangeFailureDto) {}
