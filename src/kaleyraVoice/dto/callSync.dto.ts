import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { MayBeAbsent } from '../../common/list/mayBeAbsent.decorator.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';

const DATE = /^\d{4}[/-]\d{2}[/-]\d{2}$/;
const slashes = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll('-', '/') : value);

export class CallSyncDto {
  /**
   * First day, Indian time; default yesterday.
   * @example "2026/02/23"
   */
  @MayBeAbsent() @Transform(slashes) @Matches(DATE, { message: 'from_date must look like 2026/02/24' }) from_date?: string;

  /**
   * Last day, included; default today.
   * @example "2026/02/24"
   */
  @MayBeAbsent() @Transform(slashes) @Matches(DATE, { message: 'to_date must look like 2026/02/24' }) to_date?: string;
}

export class CallSyncResultDto {
  /**
   * Provider rows that are now stored, changed or not.
   * @example 2088
   */
  synced: number;
  /** `ok` when finished; `running` (HTTP 202) when it goes on, see the run. */
  status: 'ok' | 'running';
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  run_id: string;
  /** @example 2088 */
  inserted: number;
  /** @example 0 */
  updated: number;
  /** @example 0 */
  unchanged: number;
  /**
   * Rows that could not be read; they are kept with the reason.
   * @example 0
   */
  rejected: number;
}

export class CallSyncRunDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "2026-02-23" */
  from_date: string;
  /** @example "2026-02-24" */
  to_date: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  /** What asked for it: `manual`, `schedule` or `backfill`. */
  trigger: string;
  /** The day that is read next; where it goes on after an interruption. */
  next_date: string;
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
  @IsOptional() @IsIn(['queued', 'running', 'succeeded', 'failed']) state?: 'queued' | 'running' | 'succeeded' | 'failed';

  @IsOptional() @IsIn(['manual', 'schedule', 'backfill']) trigger?: string;

  @IsOptional() @IsUUID() requested_by?: string;
}

export class CallReconcileDto extends CallSyncDto {
  /** Only say what differs. */
  @MayBeAbsent() @IsBoolean() dry_run?: boolean = false;
}

export class CallReconcileResultDto {
  /** @example "2026-02-23" */
  from_date: string;
  /** @example "2026-02-24" */
  to_date: string;
  /** Rows at the provider. */
  provider_rows: number;
  /** Rows here, for the same days. */
  stored_rows: number;
  /** Ids that the provider has and we had not; at most 1,000 are listed. */
  missing: string[];
  /** Ids that we had and the provider, asked twice, has not. */
  extra: string[];
  /** Ids whose row differed. */
  changed: string[];
  missing_count: number;
  extra_count: number;
  /** Of those, the ones that stayed: on a dry run, and where the provider's answer was too thin to delete on. */
  extra_kept_count: number;
  changed_count: number;
  /** Whether the differences were mended. */
  healed: boolean;
}
