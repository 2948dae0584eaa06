import type { IvrEvent, ProviderStatus, SECOND_FIELDS } from './ivrEvent.js';

/** An event of a call, and when it came. */
export interface ReceivedEvent {
  event: IvrEvent;
  /** ISO 8601. */
  received_at: string;
}

/** What the events of a call add up to: all of a call that its provider decides. */
export interface CallState extends Omit<IvrEvent, 'call_id' | 'event_id' | 'leg_id' | 'sequence' | 'event_at' | 'status' | 'started_at'> {
  status: ProviderStatus;
  started_at: string;
}

/** Of an end that says more than another. */
const RANK: Record<ProviderStatus, number> = { live: 0, hangup: 1, missed: 1, answered: 2 };

/** The last that says something. */
const LAST = [
  'customer_name',
  'agent_number',
  'agent_ref',
  'agent_name',
  'department',
  'language',
  'ivr_digits',
  'disposition_raw',
  'customer_number',
  'did_number',
  'direction',
  'recording_url',
  'raw_status',
] as const;

/**
 * The state of a call. It depends on which events there are and not on when or how often they came: any order and any repetition gives the
 * same. A status of lower rank never replaces a higher one, and what is missing never clears what is known.
 */
export function callState(received: readonly ReceivedEvent[]): CallState {
  const events = ordered(received.map(({ event }) => event));
  const last = <F extends keyof IvrEvent>(field: F) => events.findLast((event) => event[field] !== null)?.[field] ?? null;
  const earliest = (field: 'started_at' | 'answered_at') => pick(events.map((event) => event[field])).at(0) ?? null;
  const longest = (field: (typeof SECOND_FIELDS)[number]) => {
    const known = events.flatMap((event) => event[field] ?? []);
    return known.length > 0 ? Math.max(...known) : null;
  };
  const moments = (...signals: IvrEvent['status'][]) =>
    pick(events.map((event) => (signals.includes(event.status) ? event.event_at : null)));
  const state = Object.fromEntries(LAST.map((field) => [field, last(field)])) as Pick<CallState, (typeof LAST)[number]>;

  const connected_at = moments('live:connected').at(0) ?? null;
  const ended_at = pick(events.map((event) => event.ended_at)).at(-1) ?? moments('ended', 'hangup', 'missed', 'answered').at(-1) ?? null;
  const talk_seconds = longest('talk_seconds') ?? (connected_at && ended_at ? secondsBetween(connected_at, ended_at) : null);
  const status = statusOf(events, talk_seconds);
  const flags = new Set(events.flatMap((event) => event.flags));
  if (state.customer_number !== null) for (const flag of ['caller_withheld', 'caller_unreadable']) flags.delete(flag);
  if (state.direction === null) flags.add('direction_unknown');
  return {
    ...state,
    status,
    started_at:
      earliest('started_at') ?? moments('live', 'live:connected').at(0) ?? pick(received.map(({ received_at }) => received_at)).at(0)!,
    answered_at: earliest('answered_at') ?? connected_at,
    ended_at: status === 'live' ? null : ended_at,
    ring_seconds: longest('ring_seconds'),
    talk_seconds,
    total_seconds: longest('total_seconds'),
    billed_seconds: longest('billed_seconds'),
    flags: [...flags].sort(),
  };
}

/** The status of highest rank; of two of one rank the later one. What only `ended` is worked out from the whole call. */
function statusOf(events: IvrEvent[], talk_seconds: number | null): ProviderStatus {
  let status: ProviderStatus = 'live';
  for (const event of events) {
    if (event.status === null || event.status === 'ended' || event.status === 'live:connected') continue;
    if (RANK[event.status] >= RANK[status]) status = event.status;
  }
  if (!events.some((event) => event.status === 'ended') || status === 'answered') return status;
  const connected = events.some(
    ({ status: said, leg_id, call_id, total_seconds }) =>
      said === 'live:connected' || (said === 'ended' && leg_id !== null && leg_id !== call_id && (total_seconds ?? 0) > 0),
  );
  if (connected || (talk_seconds ?? 0) > 0) return 'answered';
  if (status !== 'live') return status;
  return events.some((event) => event.agent_number ?? event.agent_ref ?? event.agent_name) ? 'missed' : 'hangup';
}

/** By sequence where the provider counts, then by time, then by rank; what is alike in all of it by its text. */
function ordered(events: IvrEvent[]): IvrEvent[] {
  const keyed = events.map((event) => ({ event, key: orderOf(event), text: JSON.stringify(event, Object.keys(event).sort()) }));
  keyed.sort((a, b) => {
    for (const [index, one] of a.key.entries()) if (one !== b.key[index]) return one - b.key[index]!;
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  });
  return keyed.map(({ event }) => event);
}

function orderOf(event: IvrEvent): number[] {
  const at = event.event_at ?? event.ended_at ?? event.answered_at ?? event.started_at;
  const rank =
    event.status === null ? -1 : event.status in RANK ? RANK[event.status as ProviderStatus] : event.status === 'ended' ? 1.5 : 0.5;
  // What has no number of its own comes after the call, as dispositions do.
  return [event.sequence ?? Number.MAX_SAFE_INTEGER, at === null ? 0 : Date.parse(at), rank];
}

/** The moments among them, earliest first. */
function pick(moments: readonly (string | null)[]): string[] {
  return moments.filter((moment) => moment !== null).sort((a, b) => Date.parse(a) - Date.parse(b) || (a < b ? -1 : 1));
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
