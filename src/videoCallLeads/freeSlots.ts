import type { Span } from '../common/businessTime/businessTime.js';

/** Slots begin on the quarter of an hour, in every time zone. */
const GRID_MS = 15 * 60_000;

/** The slots of a length that fit into open time and meet nothing that is booked, the earliest first, at most `most`. */
export function freeSlots(
  open: readonly Span[],
  booked: readonly Span[],
  { minutes, now, most }: { minutes: number; now: number; most: number },
): Span[] {
  const length = minutes * 60_000;
  const slots: Span[] = [];
  for (const [start, end] of joined(open)) {
    for (let at = Math.ceil(start / GRID_MS) * GRID_MS; at + length <= end && slots.length < most; at += length) {
      const meets = booked.some(([from, to]) => from < at + length && at < to);
      if (at > now && !meets) slots.push([at, at + length]);
    }
  }
  return slots;
}

/** Whether all of it is open. */
export function isWithin([start, end]: Span, open: readonly Span[]): boolean {
  return joined(open).some(([from, to]) => from <= start && end <= to);
}

/** Spans of neighbouring days that touch are one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const [start, end] of spans) {
    const last = all.at(-1);
    if (last && last[1] >= start) all[all.length - 1] = [last[0], Math.max(last[1], end)];
    else all.push([start, end]);
  }
  return all;
}
