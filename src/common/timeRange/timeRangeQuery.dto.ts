import type { RangeName } from './timeRange.js';
import { Optional } from '../validation/shape.decorators.js';
import { DateOrInstant } from '../validation/time.decorators.js';
import { OneOf } from '../validation/value.decorators.js';

/** What every question about a time range understands; `clock.range(query, now)` says what it means. */
export class TimeRangeQueryDto {
  /**
   * `today` starts at midnight in the business time zone; `7d` and `30d` end now; `custom` uses `start_date` and `end_date`. Defaults to
   * `today`.
   * @example "7d"
   */
  @Optional() @OneOf(['today', '7d', '30d', 'custom']) range?: RangeName;

  /**
   * With `custom`: a business date, from its first moment, or an instant.
   * @example "2026-02-01"
   */
  @Optional() @DateOrInstant() start_date?: string;

  /**
   * With `custom`: a business date, to the end of that day, or an instant, excluded.
   * @example "2026-02-28"
   */
  @Optional() @DateOrInstant() end_date?: string;
}
