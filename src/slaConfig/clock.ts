import type { BusinessTime, Span } from '../common/businessTime/businessTime.js';

/**
 * The clock of a promise: what happened, in; what was counted and when it is due, out. Nothing here reads the time or a database. Moments
 * are milliseconds since 1970.
 */

/** What moves a clock. `stop` ends it for now, `reopen` lets it go on; the time in between is not counted. */
type TickKind = 'start' | 'pause' | 'resume' | 'stop' | 'reopen';
export interface Tick {
  at: number;
  kind: TickKind;
}

/** What happens to a matter. Replies are those of people, visible to the customer; whatever else is said moves nothing. */
export interface MatterEvent {
  at: number;
  kind: TickKind | 'customer_message' | 'agent_reply';
  /** Who replied. */
  by?: string;
}

const LAST = 8.64e15;

/** Business hours as they were: a change of a calendar holds from its moment on. */
export class OpenHours {
  /** In the order of `from`; the first one holds for all time before, too. */
  constructor(private readonly versions: readonly { from: number; time: BusinessTime }[]) {}

  *spans(start: number, end: number): Generator<Span> {
    for (const [index, { from, time }] of this.versions.entries()) {
      const first = index === 0 ? start : Math.max(start, from);
      const last = Math.min(end, this.versions[index + 1]?.from ?? LAST);
      if (first < last) yield* time.spans(new Date(first), new Date(last));
    }
  }
}

/** A time in which a clock did one thing; `to` is null when it still does. */
export interface Stretch {
  from: number;
  to: number | null;
  does: 'runs' | 'is paused' | 'is stopped';
  /** Of a stopped one: whether it ran until then. */
  ran?: boolean;
}

/** What a clock did up to now, from its start on, without gaps; empty when it has not started. */
export function stretchesOf(ticks: readonly Tick[], now: number): Stretch[] {
  const stretches: Stretch[] = [];
  let [is_paused, is_stopped] = [false, false];
  for (const { at, kind } of ticks) {
    if (at > now) break;
    if (stretches.length === 0 && kind !== 'start') continue;
    if (kind === 'pause') is_paused = true;
    if (kind === 'resume') is_paused = false;
    if (kind === 'stop') is_stopped = true;
    if (kind === 'reopen') is_stopped = false;
    const does = is_stopped ? 'is stopped' : is_paused ? 'is paused' : 'runs';
    const last = stretches.at(-1);
    if (last?.does === does) continue;
    if (last) last.to = at;
    // What took no time did not happen.
    if (last?.from === at) stretches.pop();
    const before = stretches.at(-1);
    if (before?.does === does) before.to = null;
    else stretches.push({ from: at, to: null, does, ...(does === 'is stopped' && { ran: !is_paused }) });
  }
  return stretches;
}

export interface Reading {
  /** When the target is used up, the clock running on; of a stopped clock, as it was at the stop. Null: paused before. */
  due_at: number | null;
  /** When it is used up to the share that is warned of. */
  warn_at: number | null;
  /**
   * From when on it is breached: the due moment, or the next opening after one at closing. Null when the clock does not run and is not.
   */
  breach_at: number | null;
  counted_ms: number;
  is_breached: boolean;
  /** Counted beyond the target. */
  late_ms: number;
}

/** Reads a clock. `warn_ms` is the share of the target that is warned of. */
export function readClock(stretches: readonly Stretch[], target_ms: number, warn_ms: number, hours: OpenHours, now: number): Reading {
  let [sum, counted_ms] = [0, 0];
  let due_at: number | null = null;
  let warn_at: number | null = null;
  let breach_at: number | null = null;
  for (const { span, happened } of counted(stretches, hours, now)) {
    const [start, end] = span;
    const length = end - start;
    if (happened) counted_ms += length;
    if (warn_at === null && sum + length >= warn_ms) warn_at = start + warn_ms - sum;
    if (due_at === null && sum + length >= target_ms) due_at = start + target_ms - sum;
    if (breach_at === null && sum + length > target_ms) breach_at = start + Math.max(0, target_ms - sum);
    sum += length;
    if (!happened && breach_at !== null) break;
  }
  const is_breached = counted_ms > target_ms;
  const runs = stretches.at(-1)?.does === 'runs';
  if (!runs && !is_breached) breach_at = null;
  if (!runs && counted_ms < warn_ms) warn_at = null;
  return { due_at, warn_at, breach_at, counted_ms, is_breached, late_ms: Math.max(0, counted_ms - target_ms) };
}

/** The open time in which a clock ran, and then what it would run on in, from now or from where it was stopped. */
function* counted(stretches: readonly Stretch[], hours: OpenHours, now: number): Generator<{ span: Span; happened: boolean }> {
  for (const { from, to, does } of stretches) {
    if (does !== 'runs') continue;
    for (const span of hours.spans(from, to ?? now)) yield { span, happened: true };
  }
  const last = stretches.at(-1);
  const on = last?.does === 'runs' ? now : last?.ran ? last.from : null;
  if (on === null) return;
  for (const span of hours.spans(on, LAST)) yield { span, happened: false };
}

/** How a stretch of time is accounted for. `paused_closed` is paused time outside business hours. */
export type SegmentKind = 'counted' | 'outside' | 'paused_open' | 'paused_closed' | 'stopped';
export interface Segment {
  from: number;
  to: number;
  kind: SegmentKind;
}

/** The ledger of a clock: every moment from its start to now is in one segment. */
export function ledgerOf(stretches: readonly Stretch[], hours: OpenHours, now: number): Segment[] {
  const segments: Segment[] = [];
  const add = (from: number, to: number, kind: SegmentKind): void => {
    const last = segments.at(-1);
    if (from >= to) return;
    if (last?.kind === kind) last.to = to;
    else segments.push({ from, to, kind });
  };
  for (const { from, to, does } of stretches) {
    const end = to ?? now;
    if (does === 'is stopped') {
      add(from, end, 'stopped');
      continue;
    }
    const [open, closed]: SegmentKind[] = does === 'runs' ? ['counted', 'outside'] : ['paused_open', 'paused_closed'];
    let at = from;
    for (const span of hours.spans(from, end)) {
      add(at, span[0], closed!);
      add(span[0], span[1], open!);
      at = span[1];
    }
    add(at, end, closed!);
  }
  return segments;
}

/** A customer's wait for an answer. */
export interface Wait {
  ticks: Tick[];
  /** Null: still waiting. */
  ended: { at: number; how: 'answered' | 'resolved'; by?: string } | null;
}

/**
 * The waits for an answer: each from the first message of the customer that nobody has answered. An answer ends it, and so does resolving;
 * whoever had the last word then waits anew when it is reopened. The first one is that for the first response.
 */
export function waitsOf(events: readonly MatterEvent[], now: number): Wait[] {
  const waits: Wait[] = [];
  let [is_paused, is_stopped, is_unanswered] = [false, false, false];
  let wait: Wait | null = null;
  const begin = (at: number): void => {
    wait = { ticks: [{ at, kind: 'start' }, ...(is_paused ? [{ at, kind: 'pause' as const }] : [])], ended: null };
    waits.push(wait);
  };
  const end = (at: number, how: 'answered' | 'resolved', by?: string): void => {
    wait?.ticks.push({ at, kind: 'stop' });
    if (wait) wait.ended = { at, how, ...(by !== undefined && { by }) };
    wait = null;
  };
  for (const { at, kind, by } of events) {
    if (at > now) break;
    switch (kind) {
      case 'customer_message':
        is_unanswered = true;
        if (!wait && !is_stopped) begin(at);
        break;
      case 'agent_reply':
        is_unanswered = false;
        end(at, 'answered', by);
        break;
      case 'stop':
        is_stopped = true;
        end(at, 'resolved');
        break;
      case 'reopen':
        is_stopped = false;
        if (is_unanswered && !wait) begin(at);
        break;
      case 'pause':
      case 'resume':
        is_paused = kind === 'pause';
        (wait as Wait | null)?.ticks.push({ at, kind });
        break;
      case 'start':
        break;
    }
  }
  return waits;
}

/** The clock of the whole matter. */
export function ticksOf(events: readonly MatterEvent[]): Tick[] {
  return events.filter((event): event is MatterEvent & Tick => event.kind !== 'customer_message' && event.kind !== 'agent_reply');
}
