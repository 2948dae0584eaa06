import { IANAZone } from 'luxon';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Local times `HH:MM` of one weekday or date, half-open. `24:00` may end them; an end that is not after the start is over midnight, and the
 * whole belongs to the day on which it starts. `00:00` to `00:00` is the whole day.
 */
export type Hours = readonly [from: string, to: string];

/** A date with other hours than its weekday's; without hours it is closed. */
export interface Holiday {
  /** YYYY-MM-DD */
  date: string;
  name?: string;
  /** Every year on this day and month. */
  yearly?: boolean;
  hours?: readonly Hours[];
}

/** When somebody is at work. Overlapping hours count once. */
export interface Calendar {
  /** IANA name. */
  zone: string;
  hours: Partial<Record<Weekday, readonly Hours[]>>;
  holidays: readonly Holiday[];
  /**
   * What a holiday closes: the minutes of its `date`, so that a night shift which begins on it goes on after midnight and one that began
   * the evening before ends at midnight; or each `shift` that begins on it, whole, and no other.
   */
  holiday_closes: 'date' | 'shift';
}

export interface CalendarFault {
  code: 'invalid_zone' | 'invalid_interval' | 'invalid_holiday' | 'no_business_time';
  /** As in `hours.mon[0]`. */
  field: string;
  message: string;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Everything that makes a calendar unusable, to be refused when it is saved; empty: it can be used. */
export function calendarFaults(calendar: Calendar): CalendarFault[] {
  const faults: CalendarFault[] = [];
  if (!IANAZone.isValidZone(calendar.zone))
    faults.push({ code: 'invalid_zone', field: 'zone', message: `${calendar.zone} is not a time zone.` });
  const check = (hours: readonly Hours[], field: string): void =>
    hours.forEach(([from, to], place) => {
      const message = hoursFault(from, to);
      if (message) faults.push({ code: 'invalid_interval', field: `${field}[${place}]`, message });
    });
  for (const weekday of WEEKDAYS) check(calendar.hours[weekday] ?? [], `hours.${weekday}`);
  calendar.holidays.forEach(({ date, hours = [] }, place) => {
    if (!isDate(date)) faults.push({ code: 'invalid_holiday', field: `holidays[${place}].date`, message: `${date} is not a date.` });
    check(hours, `holidays[${place}].hours`);
  });
  if (faults.length === 0 && !WEEKDAYS.some((weekday) => calendar.hours[weekday]?.length))
    faults.push({ code: 'no_business_time', field: 'hours', message: 'The week has no business hours at all.' });
  return faults;
}

function hoursFault(from: string, to: string): string | null {
  if (!TIME.test(from)) return `${from} is not a time of day (00:00 to 23:59).`;
  if (!TIME.test(to) && to !== '24:00') return `${to} is not a time of day (00:00 to 24:00).`;
  if (from === to && from !== '00:00') return `${from} to ${to} has no length; a whole day is 00:00 to 24:00.`;
  return null;
}

function isDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
