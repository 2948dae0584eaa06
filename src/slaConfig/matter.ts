import {
  type MatterEvent,
  type OpenHours,
  readClock,
  type Reading,
  type Stretch,
  stretchesOf,
  type Tick,
  ticksOf,
  type Wait,
  waitsOf,
} from './clock.js';
import { type Metric, type SlaPolicy, targetOf } from './slaPolicy.js';

/** What happened to a thing, as its kind's view tells it: moment, kind, moment of storing, agent who wrote. */
type StoredEvent = readonly [at: number, kind: string, recorded_at: number, agent_id: string | null];
type StoredStatus = readonly [at: number, status: string];

export interface Story {
  events: readonly StoredEvent[];
  /** What it has been besides open, oldest first. */
  statuses: readonly StoredStatus[];
}

export const CLOCK_STATES = ['running', 'at_risk', 'paused', 'breached', 'met', 'late', 'missed', 'cancelled'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** One clock of a thing, read. */
export interface MatterClock {
  metric: Metric;
  cycle: number;
  target_minutes: number;
  started_at: number;
  ended_at: number | null;
  /** The agent who answered. */
  by: string | null;
  state: ClockState;
  stretches: Stretch[];
  reading: Reading;
}

const MINUTE_MS = 60_000;

/** Whether it is open after all that was stored. */
export function isOpen({ events, statuses }: Story, finished: readonly string[]): boolean {
  return settledAt(events) === null && !finished.includes(statuses.at(-1)?.[1] ?? 'open');
}

/** Since when nothing is left to do, whatever its status becomes. */
function settledAt(events: Story['events']): number | null {
  const moments = events.filter(([, kind]) => kind === 'settled').map(([at]) => at);
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** What moves its clocks, in order, by the rules of a policy. */
export function matterEvents({ events, statuses }: Story, policy: SlaPolicy, finished: readonly string[]): MatterEvent[] {
  const moves: MatterEvent[] = [];
  const stops: number[] = [];
  let status_before = 'open';
  let is_paused = false;
  for (const [at, status] of statuses) {
    const [was, is] = [finished, finished].map((list, index) => list.includes(index === 0 ? status_before : status));
    if (!was && is) {
      moves.push({ at, kind: 'stop' });
      stops.push(at);
    }
    if (was && !is) {
      // Opened by a message of the customer, it is open since then, whenever that was read in.
      const opened = events.filter(([, kind, recorded_at]) => kind === 'customer_message' && recorded_at === at).map(([sent]) => sent);
      moves.push({ at: Math.max(stops.at(-1)!, Math.min(at, ...opened)), kind: 'reopen' });
    }
    // What is paused when it is finished stays so until it is opened again.
    if (!is && policy.pause_statuses.includes(status) !== is_paused) {
      is_paused = !is_paused;
      moves.push({ at: moves.at(-1)?.kind === 'reopen' ? moves.at(-1)!.at : at, kind: is_paused ? 'pause' : 'resume' });
    }
    status_before = status;
  }
  for (const [at, kind, recorded_at, agent_id] of events) {
    if (kind === 'created') moves.push({ at, kind: 'start' });
    if (kind === 'customer_message') moves.push({ at, kind });
    if (kind !== 'reply' && (kind !== 'failed_reply' || policy.reply_must_arrive)) continue;
    // One that was on its way when the matter was resolved has answered before.
    const resolved = stops.find((stop) => recorded_at <= stop && stop < at);
    moves.push({ at: resolved ?? at, kind: 'agent_reply', ...(agent_id !== null && { by: agent_id }) });
  }
  const settled = settledAt(events);
  if (settled !== null) moves.push({ at: settled, kind: 'stop' });
  const valid = moves.filter(({ at, kind }) => kind !== 'reopen' || settled === null || at < settled);
  const sorted = valid.sort((one, other) => one.at - other.at || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return policy.pause_waiting ? withWaiting(sorted) : sorted;
}

/** Of one moment: what begins comes first, what ends last. */
const ORDER: MatterEvent['kind'][] = ['start', 'reopen', 'customer_message', 'agent_reply', 'resume', 'pause', 'stop'];

/** Pauses also from a reply to the customer's next message. */
function withWaiting(events: readonly MatterEvent[]): MatterEvent[] {
  const result: MatterEvent[] = [];
  let [by_status, waits, is_paused] = [false, false, false];
  for (const event of events) {
    const { at, kind } = event;
    if (kind === 'pause' || kind === 'resume') by_status = kind === 'pause';
    else result.push(event);
    if (kind === 'agent_reply') waits = true;
    if (kind === 'customer_message') waits = false;
    if ((by_status || waits) === is_paused) continue;
    is_paused = !is_paused;
    result.push({ at, kind: is_paused ? 'pause' : 'resume' });
  }
  return result;
}

/** All clocks of a thing at a moment. Without a beginning it has none. */
export function clocksOf(events: readonly MatterEvent[], policy: SlaPolicy, hours: OpenHours, now: number): MatterClock[] {
  const start = events.find(({ kind }) => kind === 'start');
  if (!start || start.at > now) return [];
  const of = (metric: Metric) =>
    policy.pause_metrics.includes(metric) ? events : events.filter(({ kind }) => kind !== 'pause' && kind !== 'resume');
  const clocks: MatterClock[] = [];
  const add = (metric: Metric, cycle: number, ticks: readonly Tick[], wait?: Wait): void => {
    const target_minutes = targetOf(policy, metric);
    if (target_minutes === null) return;
    const target_ms = target_minutes * MINUTE_MS;
    const warn_ms = policy.warn_percent === null ? Number.POSITIVE_INFINITY : Math.round((target_ms * policy.warn_percent) / 100);
    const stretches = stretchesOf(ticks, now);
    const reading = readClock(stretches, target_ms, warn_ms, hours, now);
    const last = stretches.at(-1)!;
    const ended_at = wait ? (wait.ended?.at ?? null) : last.does === 'is stopped' ? last.from : null;
    const state = stateOf(reading, last, ended_at !== null, wait, now);
    clocks.push({
      metric,
      cycle,
      target_minutes,
      started_at: stretches[0]!.from,
      ended_at,
      by: wait?.ended?.by ?? null,
      state,
      stretches,
      reading,
    });
  };
  const waits = (metric: Metric) => waitsOf(of(metric), now);
  const [first] = waits('first_response');
  if (first) add('first_response', 1, first.ticks, first);
  // The first wait is that for the first response, when one is promised.
  const next = waits('next_response').slice(policy.first_response_minutes === null ? 0 : 1);
  next.forEach((wait, index) => add('next_response', index + 1, wait.ticks, wait));
  add('resolution', 1, ticksOf(of('resolution')));
  return clocks;
}

function stateOf(
  { is_breached, warn_at }: Reading,
  { does }: Stretch,
  has_ended: boolean,
  wait: Wait | undefined,
  now: number,
): ClockState {
  if (has_ended) {
    if (wait?.ended?.how === 'resolved') return is_breached ? 'missed' : 'cancelled';
    return is_breached ? 'late' : 'met';
  }
  if (is_breached) return 'breached';
  if (does === 'is paused') return 'paused';
  return warn_at !== null && warn_at <= now ? 'at_risk' : 'running';
}
