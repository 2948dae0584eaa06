import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsArray, IsBoolean, IsDefined, IsUUID, ValidateNested } from 'class-validator';
import { MayBeAbsent } from '../../../common/list/mayBeAbsent.decorator.js';
import { EmailFilterDto, UpdateEmailDto } from './email.dto.js';

/** As many are named at once. */
const MOST_IDS = 1_000;

export class BulkEmailsDto {
  /** All e-mails that match now; as in the list. This, `ids` or `all`. */
  @MayBeAbsent() @ValidateNested() @Type(() => EmailFilterDto) filter?: EmailFilterDto;

  /** These e-mails; at most 1,000. */
  @MayBeAbsent() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(MOST_IDS) @ArrayUnique() @IsUUID(undefined, { each: true }) ids?: string[];

  /** Every e-mail. */
  @MayBeAbsent() @IsBoolean() all?: boolean;

  /** What to set, as in `PATCH /emails/:id`. */
  @IsDefined() @ValidateNested() @Type(() => UpdateEmailDto) change: UpdateEmailDto;

  /** Only say how many it would be. */
  @MayBeAbsent() @IsBoolean() dry_run?: boolean;
}

export class EmailBulkItemDto {
  email_id: string;
  /** `changed`, `skipped` or `failed`; null: not yet. */
  outcome?: string | null;
  /** `nothing_to_change`, `email_not_found`. */
  reason: string | null;
}

export class EmailBulkDto {
  /** Null for a dry run. @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string | null;
  /** `queued`, `running`, `done` or `failed`; `dry_run`. */
  state: string;
  /**
   * How many e-mails it is about; which ones was fixed when it was ordered.
   * @example 42
   */
  matched: number;
  /** So far. */
  changed: number;
  /** There was nothing to change on them. */
  skipped: number;
  failed: number;
  /** Why it could not go on. */
  error_code: string | null;
  /** What it was ordered for; null when e-mails were named. */
  filter: Record<string, unknown> | null;
  change: Record<string, unknown>;
  created_by: string | null;
  created_at: string | null;
  finished_at: string | null;
  /** The first 100 that failed. */
  failures: EmailBulkItemDto[];
  /** What became of each; only in the answer to an order of at most 1,000. */
  items: EmailBulkItemDto[] | null;
}
