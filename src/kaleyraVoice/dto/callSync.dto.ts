import { Transform } from 'class-transformer';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';

const RUN_STATES = ['queued', 'running', 'succeeded', 'failed'] as const;
const TRIGGERS = ['manual', 'schedule', 'backfill'] as const;
const slashes = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll('-', '/') : value);

export class CallSyncDto {
  /**
   * First day, in Indian time; defaults to yesterday.
   * @example "2026/02/23"
   */
  @Optional() @Transform(slashes) @BusinessDate({ slashes: true }) from_date?: string;

  /**
   * Last day, included; defaults to today.
   * @example "2026/02/24"
   */
  @Optional() @Transform(slashes) @BusinessDate({ slashes: true }) to_date?: string;
}

export class CallSyncResultDto {
  /**
   * Rows of the provider that are now stored, whether changed or not.
   * @example 2088
   */
  synced: number;
  /** `ok`: finished; `running` (HTTP 202): continues in the background, see the run. */
  @OneOf(['ok', 'running']) status: 'ok' | 'running';
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  run_id: string;
  /** @example 2088 */
  inserted: number;
  /** @example 0 */
  updated: number;
  /** @example 0 */
  unchanged: number;
  /**
   * Rows that could not be read; they are stored with the reason.
   * @example 0
   */
  rejected: number;
}

export class CallSyncRunDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "2026-02-23" */
  @BusinessDate() from_date: string;
  /** @example "2026-02-24" */
  @BusinessDate() to_date: string;
  @OneOf(RUN_STATES) state: (typeof RUN_STATES)[number];
  /** What started it. */
  @OneOf(TRIGGERS) trigger: string;
  /** The day to read next; after an interruption the run continues there. */
  @BusinessDate() next_date: string;
  /** @example 1 */
  next_page: number;
  /** @example 12 */
  pages: number;
  /** @example 2088 */
  synced: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  requested_by: string | null;
  error_code: string | null;
  error_message: string | null;
  created_at: string;
  started_at: string | null;
  heartbeat_at: string | null;
  finished_at: string | null;
}
export class CallSyncRunPageDto extends PageOf(CallSyncRunDto) {}

export class ListCallSyncRunsDto extends PageQueryDto {
  @Optional() @OneOf(RUN_STATES) state?: (typeof RUN_STATES)[number];

  @Optional() @OneOf(TRIGGERS) trigger?: string;

  @Optional() @Id() requested_by?: string;
}

export class CallReconcileDto extends CallSyncDto {
  /** Only report the differences. */
  @Optional() @Flag() dry_run?: boolean = false;
}

export class CallReconcileResultDto {
  /** @example "2026-02-23" */
  @BusinessDate() from_date: string;
  /** @example "2026-02-24" */
  @BusinessDate() to_date: string;
  /** Rows at the provider. */
  provider_rows: number;
  /** Rows stored here for the same days. */
  stored_rows: number;
  /** Ids that only the provider had; at most 1,000 are listed. */
  missing: string[];
  /** Ids that were only stored here; the provider was asked twice. */
  extra: string[];
  /** Ids whose rows differed. */
  changed: string[];
  missing_count: number;
  extra_count: number;
  /** Of those, the rows that were kept: in a dry run, or because the response of the provider was not reliable enough to delete them. */
  extra_kept_count: number;
  changed_count: number;
  /** Whether the differences were repaired. */
  healed: boolean;
}
