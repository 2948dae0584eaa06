import { DateTime } from 'luxon';
import { type Calendar, type Hours, WEEKDAYS } from '../../../src/common/businessTime/calendar.js';
import type { Tick } from '../../../src/slaConfig/clock.js';

/** What a clock says, counted another way. Moments are milliseconds since 1970. */
export interface Counted {
  counted: number;
  /** Null: the target is not used up by `until`. */
  due_at: number | null;
  is_breached: boolean;
}

const MINUTE_MS = 60_000;

/**
 * Whether somebody is at work in the minute that begins then, by the wall clock of the place: no arithmetic of spans. Edges of hours that a
 * change of the clocks touches are read by their boundaries. Asked about minutes that follow each other it is fast.
 */
export class WallCalendar {
  private readonly boundaries = new Map<string, [number, number][]>();
  private day?: { from: number; to: number; shifts: [number, number][] };

  constructor(private readonly calendar: Calendar) {}

  isOpen(at: number): boolean {
    if (!this.day || at < this.day.from || at >= this.day.to) this.day = this.dayOf(at);
    return this.day.shifts.some(([start, end]) => start <= at && at < end);
  }

  private dayOf(at: number): { from: number; to: number; shifts: [number, number][] } {
    const now = DateTime.fromMillis(at, { zone: this.calendar.zone });
    const date = now.toISODate()!;
    const yesterday = now.minus({ days: 1 }).toISODate()!;
    // A holiday closes the minutes of its own date, so that nothing goes on into it from the evening before.
    const shifts = [...this.shifts(date), ...(this.holiday(date) ? [] : this.shifts(yesterday, true))];
    return { from: now.startOf('day').toMillis(), to: now.plus({ days: 1 }).startOf('day').toMillis(), shifts };
  }

  private holiday(date: string) {
    return this.calendar.holidays.find((each) => each.date === date);
  }

  /** What begins on that date; `after` is what of it counts on the day after, also when the date itself is a closed holiday. */
  private shifts(date: string, after = false): [number, number][] {
    const key = `${date} ${after}`;
    let known = this.boundaries.get(key);
    if (!known) {
      const day = DateTime.fromISO(date, { zone: this.calendar.zone });
      const holiday = this.holiday(date);
      const hours: readonly Hours[] = holiday?.hours ?? (holiday && !after ? [] : (this.calendar.hours[WEEKDAYS[day.weekday - 1]!] ?? []));
      known = hours.map(([from, to]) => [
        this.wall(date, from),
        to <= from ? this.wall(day.plus({ days: 1 }).toISODate()!, to) : this.wall(date, to),
      ]);
      const midnight = this.wall(day.plus({ days: 1 }).toISODate()!, '00:00');
      known = known.map(([start, end]): [number, number] => (after ? [midnight, end] : [start, Math.min(end, midnight)]));
      this.boundaries.set(key, known);
    }
    return known;
  }

  private wall(date: string, time: string): number {
    if (time === '24:00') return this.wall(DateTime.fromISO(date, { zone: 'UTC' }).plus({ days: 1 }).toISODate()!, '00:00');
    return DateTime.fromISO(`${date}T${time}`, { zone: this.calendar.zone }).toMillis();
  }
}

/**
 * Counts every minute from the first tick to `until`; ticks are on whole minutes. What runs on after `now` counts for the due moment
 * alone.
 */
export function countMinutes(
  ticks: readonly Tick[],
  calendars: { from: number; wall: WallCalendar }[],
  target: number,
  now: number,
  until: number,
): Counted {
  const start = ticks.find(({ kind }) => kind === 'start')?.at;
  const result: Counted = { counted: 0, due_at: null, is_breached: false };
  if (start === undefined || start > now) return result;
  let [paused, stopped, place, sum] = [false, false, ticks.findIndex(({ kind }) => kind === 'start'), 0];
  const openAt = (at: number): boolean => {
    let wall = calendars[0]!.wall;
    for (const each of calendars) if (each.from <= at) wall = each.wall;
    return wall.isOpen(at);
  };
  const take = (at: number): void => {
    for (; place < ticks.length && ticks[place]!.at <= at && ticks[place]!.at <= now; place += 1) {
      const { kind } = ticks[place]!;
      if (kind === 'pause') paused = true;
      if (kind === 'resume') paused = false;
      if (kind === 'stop') stopped = true;
      if (kind === 'reopen') stopped = false;
    }
  };
  for (let at = start; at < now; at += MINUTE_MS) {
    take(at);
    if (paused || stopped || !openAt(at)) continue;
    sum += 1;
    if (sum === target) result.due_at = at + MINUTE_MS;
  }
  take(now);
  result.counted = sum;
  result.is_breached = sum > target;
  if (result.due_at !== null) return result;
  // It would run on from now, or from where it was stopped while it ran.
  const stop = [...ticks].reverse().find(({ at, kind }) => kind === 'stop' && at <= now);
  if (stopped ? paused || !stop : paused) return result;
  const from = stopped ? firstStopOf(ticks, now) : now;
  for (let at = from; at < until; at += MINUTE_MS) {
    if (!openAt(at)) continue;
    sum += 1;
    if (sum === target) return { ...result, due_at: at + MINUTE_MS };
  }
  return result;
}

/** When the stop that still lasts began. */
function firstStopOf(ticks: readonly Tick[], now: number): number {
  let since = 0;
  let stopped = false;
  for (const { at, kind } of ticks) {
    if (at > now) break;
    if (kind === 'stop' && !stopped) [stopped, since] = [true, at];
    if (kind === 'reopen') stopped = false;
  }
  return since;
}
