import { EmailFilterDto, UpdateEmailDto } from './email.dto.js';
import { ListOf, Nested, Optional } from '../../../common/validation/shape.decorators.js';
import { Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';

/** The most ids in one request. */
const MOST_IDS = 1_000;

export class BulkEmailsDto {
  /** Select all e-mails that match now, with the filters of the list. Send one of `filter`, `ids` and `all`. */
  @Optional() @Nested(() => EmailFilterDto) filter?: EmailFilterDto;

  /** Select these e-mails; at most 1,000. */
  @Optional() @ListOf(Id(), { min: 1, max: MOST_IDS, unique: true }) ids?: string[];

  /** Select every e-mail. */
  @Optional() @Flag() all?: boolean;

  /** The fields to change, as in `PATCH /emails/{id}`. */
  @Nested(() => UpdateEmailDto) change: UpdateEmailDto;

  /** Only count the e-mails. */
  @Optional() @Flag() dry_run?: boolean;
}

export class EmailBulkItemDto {
  email_id: string;
  /** Null while it is not processed yet. */
  @OneOf(['changed', 'skipped', 'failed']) outcome?: string | null;
  /** For example `nothing_to_change` or `email_not_found`. */
  reason: string | null;
}

export class EmailBulkDto {
  /**
   * Null for a dry run.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string | null;
  /** `dry_run`: the e-mails were only counted. */
  @OneOf(['queued', 'running', 'done', 'failed', 'dry_run']) state: string;
  /**
   * How many e-mails were selected; the selection does not change afterwards.
   * @example 42
   */
  matched: number;
  /** E-mails changed so far. */
  changed: number;
  /** E-mails that needed no change. */
  skipped: number;
  failed: number;
  /** Why the bulk change stopped. */
  error_code: string | null;
  /** The filter of the request; null if it named ids. */
  filter: Record<string, unknown> | null;
  change: Record<string, unknown>;
  created_by: string | null;
  created_at: string | null;
  finished_at: string | null;
  /** The first 100 failures. */
  failures: EmailBulkItemDto[];
  /** The result for each e-mail; only in the response to a request for at most 1,000 e-mails. */
  items: EmailBulkItemDto[] | null;
}
