import { Instant } from '../../validation/time.decorators.js';
import { OneOf } from '../../validation/value.decorators.js';

/** One entry of a history. */
export class HistoryEntryDto {
  /** @example 42 */
  id: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  @Instant() at: string;
  /** The user or API key; null for the system. */
  actor_id: string | null;
  /** @example "user" */
  @OneOf(['user', 'api_key', 'system']) actor_kind: string;
  /**
   * The action taken, or `insert`, `update`, `comment`.
   * @example "approve"
   */
  action: string;
  /** @example "Photo seen." */
  note: string;
  /** @example "pending" */
  from_status: string | null;
  /** @example "approved" */
  to_status: string | null;
  /** Other fields that changed: `{ "assignee_id": { "before": null, "after": "…" } }`. */
  changes: Record<string, { before: unknown; after: unknown }>;
}
