/** A row as it goes over the wire: `duration` is a number and `billsec` a string, as with the real one. */
export interface KaleyraSandboxRow {
  id: string;
  uniqid: string;
  parent_id: string;
  callfrom: string;
  callto: string;
  start_time: string;
  end_time: string;
  duration: number;
  billsec: string;
  credits: string;
  status: string;
  location: string;
  provider: string;
  service: string;
  caller_id: string;
  recording: string;
  notes: string;
  custom: string;
  date: string;
}

/** A row with its start as a number, which is what everything is sorted and cut by. Never changed, only replaced. */
export interface Leg {
  readonly at: number;
  readonly row: Readonly<KaleyraSandboxRow>;
  /** The row as JSON, once it was sent. */
  text: string | undefined;
}

/** Where the history comes from: a pure function of the date. */
export interface DaySource {
  /** No generated row lies before it. */
  first_date: string;
  /** In any order; may reach beyond the present. */
  legsOf(date: string): Leg[];
  /** The dates on which a row with this id may lie. */
  homesOf(id: string): string[];
}

/** Every invented number starts with 555: no Indian number does. */
export const SANDBOX_DID = '5558000001';
export const SANDBOX_AGENTS = ['5550100001', '5550100002', '5550100003', '5550100004', '5550100005', '5550100006'] as const;
/** Rings, and nobody is there. */
export const INACTIVE_AGENT = SANDBOX_AGENTS[5];

export const CONNECTED = new Set(['ANSWER', 'ANSWERED-A', 'ANSWERED-B']);
export const MISSED = new Set(['NOANSWER', 'BUSY', 'CANCEL', 'FAILED']);

/** Newest first; ids settle a tie, so that pages are stable. */
export function newestFirst(left: Leg, right: Leg): number {
  return right.at - left.at || (left.row.id < right.row.id ? 1 : left.row.id > right.row.id ? -1 : 0);
}
