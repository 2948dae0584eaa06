import { MATTER_PRIORITIES, type MatterPriority } from '../../common/matter/matter.js';
import { ListOf, Nested, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';

/** The most ids in one request. */
const MOST_IDS = 1_000;

export class AssignmentFilterDto {
  /** @example "logistics" */
  @Optional() @Text({ max: 100, oneLine: true }) team?: string;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: MatterPriority;

  /** @example "hi" */
  @Optional() @Text({ max: 20, oneLine: true }) language?: string;

  /** What this agent holds. */
  @Optional() @Id() assignee_id?: string;

  /** True: only what has no agent; false: only what has one. */
  @Optional() @Flag() unassigned?: boolean;

  /** Has waited since before this instant. */
  @Optional() @Instant() waiting_before?: string;
}

export class BulkAssignDto {
  /** @example "email_thread" */
  @Text({ min: 1, max: 60, oneLine: true }) entity_type: string;

  /** Select what is not finished and matches now. Send one of `filter`, `ids` and `all`. */
  @Optional() @Nested(() => AssignmentFilterDto) filter?: AssignmentFilterDto;

  /** Select these things; at most 1,000. */
  @Optional() @ListOf(Id(), { min: 1, max: MOST_IDS, unique: true }) ids?: string[];

  /** Select everything of that kind that is not finished. */
  @Optional() @Flag() all?: boolean;

  /** An active agent, who gets all of them. */
  @Id() agent_id: string;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** Whether they may be taken away from other agents. */
  @Optional() @Flag() reassign?: boolean;

  /** Only say what would become of each. */
  @Optional() @Flag() dry_run?: boolean;
}

export class AssignmentBulkItemDto {
  entity_id: string;
  /** Null while it is not processed yet. */
  @OneOf(['assigned', 'skipped', 'failed']) outcome: string | null;
  /** `already_assigned`, `item_not_found`, `agent_not_found`. */
  reason: string | null;
}

export class AssignmentBulkDto {
  /**
   * Null for a dry run.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string | null;
  entity_type: string;
  /** `dry_run`: nothing was assigned. */
  @OneOf(['queued', 'running', 'done', 'failed', 'dry_run']) state: string;
  /**
   * How many things were selected; the selection does not change afterwards.
   * @example 42
   */
  matched: number;
  /** Assigned so far; of a dry run, how many would be. */
  assigned: number;
  /** Already assigned. */
  skipped: number;
  /** Not there, or finished. */
  failed: number;
  /** Why the bulk assignment stopped. */
  error_code: string | null;
  /** The filter of the request; null if it named ids. */
  filter: Record<string, unknown> | null;
  agent_id: string;
  note: string;
  reassign: boolean;
  created_by: string | null;
  created_at: string | null;
  finished_at: string | null;
  /** The first 100 failures. */
  failures: AssignmentBulkItemDto[];
  /** The result for each thing; only in the response to a request for at most 1,000. */
  items: AssignmentBulkItemDto[] | null;
}
