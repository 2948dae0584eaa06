/** One thing that happened. */
export class HistoryEntryDto {
  /** @example 42 */
  id: number;
  at: string;
  /** The person or API key; null: the system. */
  actor_id: string | null;
  /** @example "user" */
  actor_kind: string;
  /**
   * The step that was taken, or `insert`, `update`, `comment`.
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
