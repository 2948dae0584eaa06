import { createHash } from 'node:crypto';
import { canonicalStatus, type CanonicalCallStatus, parseKaleyraTime, wholeNumber } from './kaleyra.parser.js';

/** What Kaleyra said about a call by calling back. Absent is empty, null or 0. */
export interface KaleyraCallback {
  status: string;
  status1: string;
  status2: string;
  outcome: CanonicalCallStatus;
  provider_id: string;
  started_at: string | null;
  ended_at: string | null;
  duration: number;
  billsec: number;
  /** An absolute https address, or empty. */
  recording: string;
}

/** A placeholder that the platform did not know is sent back as it was. */
const UNRESOLVED = /^\{[a-z0-9_]+\}$/i;
const LONGEST = 200;

/**
 * Appends Kaleyra's placeholders to our address. The outbound dialler has its own word for the status, so both go along, and
 * the recording comes last: its address may be put in without being encoded.
 */
export function callbackTemplate(address: string, own: Record<string, string>): string {
  const base = new URLSearchParams(own).toString();
  return (
    `${address}?${base}&caller={caller}&receiver={receiver}&status={status}&obdstatus={obdstatus}&status1={status1}&status2={status2}` +
    '&duration={duration}&billsec={billsec}&starttime={starttime}&endtime={endtime}&callerid={callerid}&id={id}&recordpath={recordpath}'
  );
}

/** The fields of a callback's raw query string. What follows `recordpath=` belongs to it when it is an address put in as it is. */
export function readCallbackQuery(query: string): URLSearchParams {
  const place = query.search(/(^|&)recordpath=/);
  if (place < 0) return new URLSearchParams(query);
  const start = query.indexOf('recordpath=', place) + 'recordpath='.length;
  const rest = query.slice(start);
  if (!/^(?:[a-z]+:)?\/\//i.test(rest)) return new URLSearchParams(query);
  const fields = new URLSearchParams(query.slice(0, place));
  fields.set('recordpath', rest);
  return fields;
}

/** Pure, never throws: unknown parameters are ignored here and stay in the stored event. */
export function parseKaleyraCallback(fields: URLSearchParams): KaleyraCallback {
  const text = (name: string) => {
    const value = (fields.get(name) ?? '').trim();
    return UNRESOLVED.test(value) ? '' : value.slice(0, LONGEST);
  };
  const status = (text('status') || text('obdstatus')).toUpperCase();
  return {
    status,
    status1: text('status1').toUpperCase(),
    status2: text('status2').toUpperCase(),
    outcome: canonicalStatus(status),
    provider_id: text('id'),
    started_at: parseKaleyraTime(text('starttime')),
    ended_at: parseKaleyraTime(text('endtime')),
    duration: wholeNumber(text('duration')),
    billsec: wholeNumber(text('billsec')),
    recording: recordingAddress(fields.get('recordpath') ?? ''),
  };
}

/**
 * What makes a callback this one: all that it says. The call alone would drop later statuses, status and time alone a recording
 * that comes after the end; a callback that is sent again says the same again.
 */
export function callbackKey(fields: URLSearchParams): string {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url');
}

const SAYS: Partial<Record<CanonicalCallStatus, number>> = { answered: 4, ivr_answered: 3, in_progress: 1, unknown: 0 };

/** How much a status says: an answered call was not missed, an end says more than a beginning. */
export function outcomeRank(outcome: CanonicalCallStatus): number {
  return SAYS[outcome] ?? 2;
}

function recordingAddress(value: string): string {
  const wire = value.trim();
  const absolute = wire.startsWith('//') ? `https:${wire}` : wire.replace(/^http:/i, 'https:');
  return /^https:\/\//i.test(absolute) && URL.canParse(absolute) && absolute.length <= 2048 ? absolute : '';
}
