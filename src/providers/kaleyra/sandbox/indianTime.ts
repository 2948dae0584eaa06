/**
 * Indian wall-clock times, in epoch seconds. On purpose not the parser's code:
 * a mistake shared by the sandbox and what it tests would never be seen.
 */
const OFFSET = 19_800;
export const DAY = 86_400;

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** Days since 1970 to their names: a benchmark writes hundreds of thousands of times on a handful of days. */
const dates = new Map<number, string>();

/** `2026-02-24 14:45:15`, as Kaleyra writes it: no zone. */
export function indianTime(epoch: number): string {
  const second = (((epoch + OFFSET) % DAY) + DAY) % DAY;
  return `${indianDate(epoch)} ${TWO_DIGITS[Math.floor(second / 3600)]}:${TWO_DIGITS[Math.floor(second / 60) % 60]}:${TWO_DIGITS[second % 60]}`;
}

export function indianDate(epoch: number): string {
  const day = Math.floor((epoch + OFFSET) / DAY);
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  if (dates.size > 10_000) dates.clear();
  dates.set(day, date);
  return date;
}

/** Takes `2026-02-24 14:45:15` or `2026-02-24`; NaN for anything else. */
export function epochOf(time: string): number {
  return Date.parse(`${time.slice(0, 10)}T${time.slice(11) || '00:00:00'}Z`) / 1000 - OFFSET;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY * 1000).toISOString().slice(0, 10);
}

export function isSunday(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() === 0;
}

/** How busy an hour of the Indian day is; 1 is the busiest. */
const BUSY_HOURS = [
  0.02, 0.01, 0.01, 0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 0.7, 0.95, 1, 0.9, 0.7, 0.75, 0.85, 0.9, 0.85, 0.7, 0.5, 0.3, 0.15, 0.07, 0.04,
];

export function busyness(epoch: number): number {
  return BUSY_HOURS[hourOf(epoch)]!;
}

export function hourOf(epoch: number): number {
  return Math.floor(((epoch + OFFSET) % DAY) / 3600);
}
