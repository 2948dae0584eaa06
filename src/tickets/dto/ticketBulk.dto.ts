import { ListOf, Nested, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import { TICKET } from '../tickets.states.js';
import { ChangeTicketDto } from './ticket.dto.js';

export class BulkTicketsDto {
  /** Select what matches now, as in a view. Send one of `conditions`, `view_id`, `ids` and `all`. */
  @Optional() @JsonObject({ max_bytes: 64_000 }) conditions?: Record<string, unknown>;

  /** Select what this view shows. */
  @Optional() @Id() view_id?: string;

  /** Select these tickets; at most 1,000. */
  @Optional() @ListOf(Id(), { min: 1, max: 1_000, unique: true }) ids?: string[];

  /** Select all tickets that lists show. */
  @Optional() @Flag() all?: boolean;

  /** What changes on each of them. */
  @Nested(() => ChangeTicketDto) change: ChangeTicketDto;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** Only say what would become of the first 1,000. */
  @Optional() @Flag() dry_run?: boolean;
}

export class TicketBulkItemDto {
  ticket_id: string;
  /** `skipped`: it is so already; null while it is not processed yet. */
  @OneOf(['changed', 'skipped', 'failed']) outcome: string | null;
  /** The error code of what failed. */
  reason: string | null;
}

export class TicketBulkDto {
  /**
   * Null for a dry run.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string | null;
  /** `dry_run`: nothing was changed. */
  @OneOf(['queued', 'running', 'done', 'dry_run']) state: string;
  /**
   * How many tickets were selected; the selection does not change afterwards.
   * @example 42
   */
  matched: number;
  changed: number;
  skipped: number;
  failed: number;
  /** How they were selected. */
  selection: Record<string, unknown>;
  change: Record<string, unknown>;
  /** The status that they get. */
  @OneOf(TICKET.states) status: string | null;
  note: string;
  created_by: string | null;
  created_at: string;
  finished_at: string | null;
  /** The first 100 failures. */
  failures: TicketBulkItemDto[];
  /** The result for each ticket; only in the response to a request for at most 1,000, and to a dry run. */
  items: TicketBulkItemDto[] | null;
}
