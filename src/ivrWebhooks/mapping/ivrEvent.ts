/** What an event may say about the status of its call. `ended` leaves to the call as a whole what its end was; null says nothing. */
export const STATUS_SIGNALS = ['live', 'live:connected', 'ended', 'hangup', 'missed', 'answered'] as const;
export type StatusSignal = (typeof STATUS_SIGNALS)[number];

/** What providers' events add up to. `completed` is set by people alone. */
export const PROVIDER_STATUSES = ['live', 'hangup', 'missed', 'answered'] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

export const TEXT_FIELDS = [
  'call_id',
  'event_id',
  'leg_id',
  'customer_name',
  'agent_ref',
  'agent_name',
  'department',
  'language',
  'ivr_digits',
  'disposition_raw',
] as const;
export const NUMBER_FIELDS = ['customer_number', 'agent_number', 'did_number'] as const;
export const TIME_FIELDS = ['started_at', 'answered_at', 'ended_at', 'event_at'] as const;
export const SECOND_FIELDS = ['ring_seconds', 'talk_seconds', 'total_seconds', 'billed_seconds'] as const;

/** One event of a call, whatever provider it came from. What it does not say is null. */
export interface IvrEvent
  extends
    Record<(typeof TEXT_FIELDS)[number], string | null>,
    Record<(typeof NUMBER_FIELDS)[number], string | null>,
    Record<(typeof TIME_FIELDS)[number], string | null>,
    Record<(typeof SECOND_FIELDS)[number], number | null> {
  sequence: number | null;
  direction: 'inbound' | 'outbound' | null;
  recording_url: string | null;
  status: StatusSignal | null;
  /** The provider's own word for it. */
  raw_status: string | null;
  flags: string[];
}

function nulls<K extends string>(names: readonly K[]): Record<K, null> {
  return Object.fromEntries(names.map((name) => [name, null])) as Record<K, null>;
}

/** An event that says nothing. */
export function emptyEvent(): IvrEvent {
  return {
    ...nulls(TEXT_FIELDS),
    ...nulls(NUMBER_FIELDS),
    ...nulls(TIME_FIELDS),
    ...nulls(SECOND_FIELDS),
    sequence: null,
    direction: null,
    recording_url: null,
    status: null,
    raw_status: null,
    flags: [],
  };
}
