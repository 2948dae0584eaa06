import { Injectable } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';
import { businessDate, readBound, resolveDates, type TimeRange, type TimeRangeQuery } from './timeRange.js';

/** Dates and days in the business zone. It does not know what time it is: `now` is passed in. */
@Injectable()
export class BusinessClock {
  /** The IANA name of the business zone. */
  readonly zone: string;

  constructor(config: ConfigService) {
    this.zone = config.environment.BUSINESS_TIMEZONE;
  }

  /** What a query of TimeRangeQueryDto means now. Raises validation_failed naming the field. */
  range(query: TimeRangeQuery, now: Date): TimeRange {
    return resolveDates(query, now, this.zone);
  }

  /**
   * One end of a range that is filtered by: an instant, or a business date. The date in `from` counts from its midnight; the one in
   * `to` counts whole, so that the end, which is excluded, is the midnight after it. Raises validation_failed naming the field.
   */
  bound(field: 'from' | 'to' | `${string}_from` | `${string}_to`, text: string): Date {
    return readBound(field, text, this.zone, /(^|_)to$/.test(field) ? 1 : 0);
  }

  /** The business date of now, YYYY-MM-DD. */
  today(now: Date): string {
    return businessDate(now, this.zone);
  }
}
