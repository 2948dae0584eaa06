import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { RangeName } from './timeRange.js';

/** What every question about a time range understands; `clock.range(query, now)` says what it means. */
export class TimeRangeQueryDto {
  /**
   * `today` begins at midnight of the business zone; `7d` and `30d` are that long before now; `custom` takes the dates.
   * @example "7d"
   */
  @IsOptional() @IsIn(['today', '7d', '30d', 'custom']) range?: RangeName;

  /**
   * With `custom`: a business date (from its midnight) or an instant.
   * @example "2026-02-01"
   */
  @IsOptional() @IsString() @MaxLength(40) start_date?: string;

  /**
   * With `custom`: a business date (the whole day counts) or an instant (excluded itself).
   * @example "2026-02-28"
   */
  @IsOptional() @IsString() @MaxLength(40) end_date?: string;
}
