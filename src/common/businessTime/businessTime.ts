import { DateTime, IANAZone } from 'luxon';
import { firstInstant } from '../timeRange/timeRange.js';
import { type Calendar, type Holiday, type Hours, WEEKDAYS } from './calendar.js';

/** Open time, half-open: milliseconds since 1970. */
export type Span = readonly [start: number, end: number];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
/** A calendar that has not opened for so long is not going to. */
const FAR_DAYS = 366 * 12;
/** Days kept ready: eleven years. */
const KEPT_DAYS = 4_096;

/**
 * A calendar that can be asked, the same on every machine: nothing here reads a clock. Elapsed minutes are real ones: an hour that a change
 * of the clocks skips counts nothing, one that it repeats counts twice. An edge of business hours that such a change skips is read with the
 * offset from before it (RFC 5545), one that comes twice is its first.
 *
 * The calendar must have no faults (`calendarFaults`). Keep the object: it remembers the days that it has worked out.
 */
export class BusinessTime {
  private readonly once = new Map<string, Holiday>();
  private readonly yearly = new Map<string, Holiday>();
  private readonly days = new Map<number, Span[]>();
  private readonly midnights = new Map<number, number>();
  private readonly zone: IANAZone;

  constructor(private readonly calendar: Calendar) {
    this.zone = IANAZone.create(calendar.zone);
    for (const holiday of calendar.holidays) {
      if (holiday.yearly) this.yearly.set(holiday.date.slice(5), holiday);
      else this.once.set(holiday.date, holiday);
    }
  }

  isOpen(at: Date): boolean {
    const now = at.getTime();
    return this.spansOf(this.dayOf(now)).some(([start, end]) => start <= now && now < end);
  }

  /** The moment itself when it is open, else the next opening; null when there is none within twelve years. */
  nextOpening(at: Date): Date | null {
    for (const [start] of this.spansFrom(at.getTime())) return new Date(start);
    return null;
  }

  /** When it closes next, counted from an open moment; null while it is closed, or when it never closes within twelve years. */
  nextClosing(at: Date): Date | null {
    let end: number | null = null;
    for (const span of this.spansFrom(at.getTime())) {
      if (end === null && span[0] > at.getTime()) return null;
      if (end !== null && span[0] > end) return new Date(end);
      if (span[1] - at.getTime() > FAR_DAYS * DAY_MS) return null;
      end = span[1];
    }
    return null;
  }

  /**
   * The earliest moment at which so many business minutes have passed since then. Minutes used up exactly at closing end at the close.
   * Null when the calendar does not have them within twelve years after its last open minute. Raises RangeError for what is no number or no
   * moment.
   */
  add(from: Date, minutes: number): Date | null {
    // Nothing would ever be enough.
    if (!Number.isFinite(minutes) || Number.isNaN(from.getTime())) throw new RangeError(`cannot add ${minutes} business minutes`);
    let left = minutes * MINUTE_MS;
    if (left <= 0) return new Date(from);
    for (const [start, end] of this.spansFrom(from.getTime())) {
      if (end - start >= left) return new Date(start + left);
      left -= end - start;
    }
    return null;
  }

  /** Business minutes in between, with fractions; negative when `end` is earlier. */
  minutesBetween(start: Date, end: Date): number {
    if (end < start) return -this.minutesBetween(end, start);
    let sum = 0;
    for (const [from, to] of this.spans(start, end)) sum += to - from;
    return sum / MINUTE_MS;
  }

  /** The open time in between, in order; spans of neighbouring days may touch. */
  *spans(start: Date, end: Date): Generator<Span> {
    const stop = end.getTime();
    for (const [from, to] of this.spansFrom(start.getTime())) {
      if (from >= stop) return;
      yield [from, Math.min(to, stop)];
    }
  }

  /** The open time of one date (YYYY-MM-DD), in order, and the holiday that it is. */
  on(date: string): { spans: readonly Span[]; holiday: Holiday | undefined } {
    const day = Date.parse(date) / DAY_MS;
    return { spans: this.spansOf(day), holiday: this.holidayOn(day) };
  }

  /** The date (YYYY-MM-DD) itself when hours begin on it, else the next one on which they do; null without one within twelve years. */
  nextOpenDay(date: string): string | null {
    const first = Date.parse(date) / DAY_MS;
    for (let day = first; day < first + FAR_DAYS; day++)
      if (this.hoursOf(day).length > 0) return new Date(day * DAY_MS).toISOString().slice(0, 10);
    return null;
  }

  /** Edges of business hours that a change of the clocks skips or repeats between two dates (YYYY-MM-DD): to be shown when it is saved. */
  clockChanges(from: string, to: string): { date: string; time: string; happens: 'never' | 'twice' }[] {
    const changes: { date: string; time: string; happens: 'never' | 'twice' }[] = [];
    for (let day = Date.parse(from) / DAY_MS; day <= Date.parse(to) / DAY_MS; day++) {
      if (this.steadyOffset(day) !== null) continue;
      for (const [start, end] of this.hoursOf(day)) {
        for (const [date, minute] of [
          [day, minuteOf(start)],
          [day, minuteOf(end, start)],
        ] as const) {
          const wall = this.wall(date, minute);
          const [told, time] = [wall.toFormat('HH:mm'), wallText(minute)];
          if (told !== time) changes.push({ date: wall.toISODate()!, time, happens: 'never' });
          else if (wall.getPossibleOffsets().length > 1) changes.push({ date: wall.toISODate()!, time, happens: 'twice' });
        }
      }
    }
    return changes;
  }

  /** All open time from then on, until nothing has been open for long. */
  private *spansFrom(at: number): Generator<Span> {
    let day = this.dayOf(at);
    for (let closed = 0; closed < FAR_DAYS; closed++, day++) {
      for (const [start, end] of this.spansOf(day)) {
        if (end <= at) continue;
        closed = 0;
        yield [Math.max(start, at), end];
      }
    }
  }

  /** The number of the local date that holds this moment: days since 1970. */
  private dayOf(at: number): number {
    let day = Math.floor(at / DAY_MS);
    while (this.midnight(day) > at) day--;
    while (this.midnight(day + 1) <= at) day++;
    return day;
  }

  /** When that date begins. Kept, because to ask for the offset of a zone takes longer than all the rest. */
  private midnight(day: number): number {
    const known = this.midnights.get(day);
    if (known !== undefined) return known;
    const midnight = this.moment(day, 0);
    if (this.midnights.size >= KEPT_DAYS) this.midnights.clear();
    this.midnights.set(day, midnight);
    return midnight;
  }

  /** The open time of one local date, in order, without overlaps. */
  private spansOf(day: number): readonly Span[] {
    const known = this.days.get(day);
    if (known) return known;
    const [midnight, next] = [this.midnight(day), this.midnight(day + 1)];
    const shifts = this.shiftsOf(day, 'of the day');
    // On a date that is a holiday nothing goes on from the day before, unless a holiday closes whole shifts only.
    if (this.calendar.holiday_closes === 'shift' || !this.holidayOn(day)) shifts.push(...this.shiftsOf(day - 1, 'after it'));
    const spans = merged(shifts.map(([start, end]): Span => [Math.max(start, midnight), Math.min(end, next)]));
    if (this.days.size >= KEPT_DAYS) this.days.clear();
    this.days.set(day, spans);
    return spans;
  }

  /** The shifts that begin on that date: what counts of them on the date itself, or on the day after. */
  private shiftsOf(day: number, part: 'of the day' | 'after it'): Span[] {
    const holiday = this.holidayOn(day);
    // A closed date takes only its own minutes away.
    const weekly = !holiday || (part === 'after it' && !holiday.hours?.length && this.calendar.holiday_closes === 'date');
    const hours = weekly ? this.weekly(day) : (holiday.hours ?? []);
    return hours.map(([from, to]): Span => [this.moment(day, minuteOf(from)), this.moment(day, minuteOf(to, from))]);
  }

  private hoursOf(day: number): readonly Hours[] {
    const holiday = this.holidayOn(day);
    return holiday ? (holiday.hours ?? []) : this.weekly(day);
  }

  private weekly(day: number): readonly Hours[] {
    // 1 January 1970 was a Thursday.
    return this.calendar.hours[WEEKDAYS[(((day + 3) % 7) + 7) % 7]!] ?? [];
  }

  private holidayOn(day: number): Holiday | undefined {
    if (this.once.size + this.yearly.size === 0) return undefined;
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    return this.once.get(date) ?? this.yearly.get(date.slice(5));
  }

  /** That wall time; `minute` counts from midnight and may lead into the next day. */
  private moment(day: number, minute: number): number {
    const offset = this.steadyOffset(day);
    return offset === null ? firstInstant(this.wall(day, minute)).toMillis() : day * DAY_MS + (minute - offset) * MINUTE_MS;
  }

  private wall(day: number, minute: number): DateTime {
    const date = new Date(day * DAY_MS + minute * MINUTE_MS).toISOString();
    return DateTime.fromISO(date.slice(0, 16), { zone: this.zone });
  }

  /** The offset of a date and the one after it, minutes; null when the clocks change near them. */
  private steadyOffset(day: number): number | null {
    const offset = this.zone.offset((day - 1) * DAY_MS);
    return offset === this.zone.offset((day + 3) * DAY_MS) ? offset : null;
  }
}

/** Minutes after midnight; an end that is not after its start is on the next day. */
function minuteOf(time: string, start?: string): number {
  const minute = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return start !== undefined && time <= start ? minute + DAY_MINUTES : minute;
}

function wallText(minute: number): string {
  return new Date((minute % DAY_MINUTES) * MINUTE_MS).toISOString().slice(11, 16);
}

function merged(spans: Span[]): Span[] {
  const result: [number, number][] = [];
  for (const [start, end] of spans.filter(([from, to]) => to > from).sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
