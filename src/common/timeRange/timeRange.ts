import { DateTime } from 'luxon';
import { validationFailed } from '../errors/commonErrors.js';

export type RangeName = 'today' | '7d' | '30d' | 'custom';

export interface TimeRangeQuery {
  range?: RangeName;
  start_date?: string;
  end_date?: string;
}

/** A half-open interval [start, end) of instants. */
export interface TimeRange {
  start: Date;
  end: Date;
}

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** The longest range a question may span, days. */
const MAX_RANGE_DAYS = 1100;

/**
 * What a range means now. `today` is business midnight until now, `7d` and `30d` are now minus that, `custom` takes dates
 * (whole business days, the end one included) or instants. Raises validation_failed naming the field.
 */
export function resolveDates(query: TimeRangeQuery, now: Date, zone: string): TimeRange {
  const range = query.range ?? (query.start_date || query.end_date ? 'custom' : 'today');
  if (range !== 'custom') {
    const given = (['start_date', 'end_date'] as const).filter((field) => query[field] !== undefined);
    if (given.length > 0) throw fault(given[0]!, `is only allowed with range=custom, not with range=${range}`);
    const start = range === 'today' ? startOfBusinessDay(now, zone) : new Date(now.getTime() - (range === '7d' ? 7 : 30) * 86_400_000);
    return { start, end: now };
  }
  if (!query.start_date) throw fault('start_date', 'is required with range=custom');
  if (!query.end_date) throw fault('end_date', 'is required with range=custom');
  const start = readBound('start_date', query.start_date, zone, 0);
  const end = readBound('end_date', query.end_date, zone, 1);
  if (end <= start) throw fault('end_date', 'must come after start_date');
  if (end.getTime() - start.getTime() > MAX_RANGE_DAYS * 86_400_000)
    throw fault('end_date', `may be at most ${MAX_RANGE_DAYS} days after start_date`);
  return { start, end };
}

/** The first instant of the business day that holds `now`. */
export function startOfBusinessDay(now: Date, zone: string): Date {
  return firstInstant(DateTime.fromJSDate(now, { zone }).startOf('day')).toJSDate();
}

/** The business date of an instant, YYYY-MM-DD. */
export function businessDate(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).toISODate()!;
}

/** One end of a range: an instant, or the beginning of the business day `daysAfter` a date. Raises validation_failed naming the field. */
export function readBound(field: string, text: string, zone: string, daysAfter: number): Date {
  if (DATE_ONLY.test(text)) {
    const day = DateTime.fromISO(text, { zone });
    if (!day.isValid) throw fault(field, `is not a valid calendar date: ${text}`);
    return firstInstant(day.plus({ days: daysAfter }).startOf('day')).toJSDate();
  }
  const instant = INSTANT.test(text) ? DateTime.fromISO(text) : undefined;
  if (!instant?.isValid) throw fault(field, 'must be a date (YYYY-MM-DD) or an instant (YYYY-MM-DDTHH:MM:SSZ)');
  return instant.toJSDate();
}

/** A wall time that comes twice, where clocks go back, is its first: a day begins with the first of two midnights. */
export function firstInstant(day: DateTime): DateTime {
  const candidates = [day, ...day.getPossibleOffsets()];
  return candidates.reduce((first, candidate) => (candidate < first ? candidate : first));
}

function fault(field: string, message: string) {
  return validationFailed([{ field, message: `${field} ${message}` }], {
    message: 'The time range is not valid; details list each invalid field.',
  });
}
