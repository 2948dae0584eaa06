import { PartialType } from '@nestjs/swagger';
import type { Hours, Weekday } from '../../common/businessTime/calendar.js';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate, Instant, TimeZone } from '../../common/validation/time.decorators.js';
import { Count, Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { DayHours, WeekHours } from '../../common/businessTime/hours.decorators.js';

/** The most holidays of one calendar. */
export const MAX_HOLIDAYS = 2_000;
type Week = Partial<Record<Weekday, Hours[]>>;

export class HolidayDto {
  /** @example "2026-10-02" */
  @BusinessDate() date: string;

  /** @example "Gandhi Jayanti" */
  @Optional() @Text({ max: 200, oneLine: true }) name?: string;

  /** Every year on this day and month. */
  @Optional() @Flag() yearly?: boolean;

  /** The hours of a date that is not closed as a whole. */
  @Optional() @DayHours() hours?: Hours[];
}

export class CreateCalendarDto {
  /** @example "Support, two shifts" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /**
   * Null for the business time zone.
   * @example "Asia/Kolkata"
   */
  @Optional() @Nullable() @TimeZone() zone?: string | null;

  /**
   * Pairs of local times by weekday. An end that is not after its start is on the next day; `00:00` to `24:00` is the whole day.
   * @example { "mon": [["09:00", "13:00"], ["14:00", "18:00"]], "fri": [["22:00", "06:00"]] }
   */
  @WeekHours() hours: Week;

  @Optional() @ListOf(() => HolidayDto, { max: MAX_HOLIDAYS }) holidays?: HolidayDto[];

  /**
   * What a holiday closes: the minutes of its `date`, so that a night shift of the evening before ends at midnight; or every `shift` that
   * begins on it. Defaults to `date`.
   */
  @Optional() @OneOf(['date', 'shift']) holiday_closes?: 'date' | 'shift';

  /** Whether agents and teams without a calendar follow this one. It replaces the previous default. */
  @Optional() @Flag() is_default?: boolean;
}

export class UpdateCalendarDto extends PartialType(CreateCalendarDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListCalendarsDto extends PageQueryDto {
  /** Searches the name. */
  @Optional() @Text({ max: 200 }) search?: string;
}

export class CalendarDto implements Omit<Row<'calendars'>, 'hours' | 'holidays'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Business hours" */
  name: string;
  /** Null for the business time zone. */
  zone: string | null;
  @WeekHours() hours: Week;
  holidays: HolidayDto[];
  /** @example "date" */
  @OneOf(['date', 'shift']) holiday_closes: string;
  /** @example false */
  is_default: boolean;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class CalendarPageDto extends PageOf(CalendarDto) {}

export class ClockChangeDto {
  /** @example "2026-03-29" */
  @BusinessDate() date: string;
  /**
   * Of the edge of business hours, as the calendar has it.
   * @example "02:30"
   */
  time: string;
  /** Whether the clocks skip this time or show it twice. Skipped: the offset from before counts; twice: the first counts. */
  @OneOf(['never', 'twice']) happens: string;
}

export class CalendarDetailDto extends CalendarDto {
  /** Edges of business hours that a change of the clocks skips or repeats, from today for a year: to be looked at. */
  clock_changes: ClockChangeDto[];
}

export class PreviewCalendarDto {
  /**
   * The first date.
   * @example "2026-10-01"
   */
  @BusinessDate() from: string;

  /**
   * The last date; at most a year after the first.
   * @example "2026-10-14"
   */
  @BusinessDate() to: string;
}

export class OpenSpanDto {
  @Instant() start: string;
  /** Excluded. */
  @Instant() end: string;
}

export class CalendarDayDto {
  /** @example "2026-10-02" */
  @BusinessDate() date: string;
  /** @example "fri" */
  weekday: string;
  /** The name of the holiday, empty if it has none; null when the date is none. */
  holiday: string | null;
  open: OpenSpanDto[];
  /**
   * Open minutes of the date.
   * @example 540
   */
  minutes: number;
}

export class CheckCalendarDto {
  /** Defaults to now. */
  @Optional() @Instant() at?: string;
}

export class CalendarCheckDto {
  @Instant() at: string;
  /** @example true */
  is_open: boolean;
  /** The moment itself when it is open; null when it never opens again. */
  @Nullable() @Instant() next_opening: string | null;
  /** Null while it is closed, and when it never closes. */
  @Nullable() @Instant() next_closing: string | null;
}
