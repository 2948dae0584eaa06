import { storable } from '../storable.js';
/** Pure: a row of Kaleyra's call listing becomes our call log. Nothing here throws, a bad row is a fault. */

export interface KaleyraCallLog {
  id: string;
  uniqid: string;
  parent_id: string;
  callfrom: string;
  callto: string;
  /** ISO with the Indian offset, `2026-02-24T14:45:15+05:30`. */
  start_time: string;
  end_time: string | null;
  duration: number;
  billsec: number;
  credits: string;
  status: string;
  location: string;
  provider: string;
  service: string;
  caller_id: string;
  /** Empty, or an absolute https address. */
  recording: string;
  notes: string;
  custom: string;
  /** The row as sent, less what Postgres cannot store. */
  raw: Record<string, unknown>;
}

type KaleyraRowFault = 'row_is_not_an_object' | 'row_has_no_id' | 'row_has_no_time';
export type ParsedCallLog = { call_log: KaleyraCallLog } | { fault: KaleyraRowFault; raw: unknown };

export const CANONICAL_CALL_STATUSES = [
  'answered',
  'ivr_answered',
  'in_progress',
  'missed',
  'busy',
  'cancelled',
  'failed',
  'missed_call_widget',
  'off_hours',
  'rejected',
  'unknown',
] as const;
export type CanonicalCallStatus = (typeof CANONICAL_CALL_STATUSES)[number];

const LONGEST = { id: 128, number: 64, status: 64, label: 200, url: 2048, free_text: 4000 } as const;
const MAX_INT4 = 2_147_483_647;
const INDIAN_OFFSET_MS = 330 * 60_000;
const INDIAN_ZONE = '+05:30';
/** Before them lies only what a missing date turns into (year 0, the epoch); after them, noise. */
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2099;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `fallback_date` (YYYY/MM/DD) is the day that was asked for: the last resort when a row carries no time at all. */
export function parseCallLog(raw: unknown, fallback_date: string): ParsedCallLog {
  const row = storable(raw, '');
  if (!isRecord(row)) return { fault: 'row_is_not_an_object', raw: row };
  const id = rowId(row.id);
  if (id === '') return { fault: 'row_has_no_id', raw: row };
  const duration = wholeNumber(row.duration);
  const end_time = parseKaleyraTime(row.end_time);
  const start_time = parseKaleyraTime(row.start_time) ?? earlier(end_time, duration) ?? dayStart(row.date) ?? dayStart(fallback_date);
  if (start_time === null) return { fault: 'row_has_no_time', raw: row };
  return {
    call_log: {
      id,
      uniqid: text(row.uniqid, LONGEST.id),
      parent_id: parentId(row.parent_id),
      callfrom: text(row.callfrom, LONGEST.number),
      callto: text(row.callto, LONGEST.number),
      start_time,
      end_time,
      duration,
      billsec: wholeNumber(row.billsec),
      credits: text(row.credits, LONGEST.number),
      status: text(row.status, LONGEST.status).toUpperCase(),
      location: text(row.location, LONGEST.label),
      provider: text(row.provider, LONGEST.label),
      service: serviceName(text(row.service, LONGEST.label)),
      caller_id: text(row.caller_id, LONGEST.number),
      recording: recordingUrl(row.recording),
      notes: text(row.notes, LONGEST.free_text),
      custom: text(row.custom, LONGEST.free_text),
      raw: row,
    },
  };
}

const CANONICAL: Record<string, CanonicalCallStatus> = {
  ANSWER: 'answered',
  COMPLETED: 'answered',
  'ANSWERED-A': 'answered',
  'ANSWERED-B': 'answered',
  'IVR-ANSWER': 'ivr_answered',
  ACCEPTED: 'in_progress',
  FORWARDED: 'in_progress',
  NOANSWER: 'missed',
  IVR: 'missed',
  BUSY: 'busy',
  CANCEL: 'cancelled',
  FAILED: 'failed',
  CONGESTION: 'failed',
  CHANUNAVAIL: 'failed',
  MISWIG: 'missed_call_widget',
  'OFF-HOUR': 'off_hours',
  BLOCKED: 'rejected',
  DND: 'rejected',
  DNDNUMB: 'rejected',
  NOTALLOWED: 'rejected',
  'MAX-USE': 'rejected',
};

/** Operators spell `OFF_HOUR` and `OFF-HOUR` alike, and name the leg at the end of busy, failed and unanswered. */
export function canonicalStatus(status: string): CanonicalCallStatus {
  const key = status.trim().toUpperCase().replaceAll('_', '-');
  const withoutLeg = key.replace(/^(NOANSWER|BUSY|FAILED)-LEG\d*$/, '$1');
  return Object.hasOwn(CANONICAL, withoutLeg) ? CANONICAL[withoutLeg]! : 'unknown';
}

const WIRE_TIME = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const WIRE_DAY = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/;

/** A time without a zone is Indian. Epoch seconds and milliseconds are met in callbacks. Absent, all-zero or impossible is null. */
export function parseKaleyraTime(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const wire = String(value).trim();
  if (/^\d{9,10}$/.test(wire)) return indianIso(Number(wire) * 1000);
  if (/^\d{13}$/.test(wire)) return indianIso(Number(wire));
  const parts = WIRE_TIME.exec(wire);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second = '00', zone] = parts as unknown as string[];
  if (!isDay(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const time = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}T${hour!.padStart(2, '0')}:${minute}:${second}`;
  if (zone === undefined) return `${time}${INDIAN_ZONE}`;
  const instant = /^z$/i.test(zone) ? `${time}Z` : `${time}${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return indianIso(Date.parse(instant));
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= MONTH_DAYS[month - 1]! + (leap ? 1 : 0);
}

function indianIso(epoch_ms: number): string | null {
  if (!(epoch_ms >= Date.UTC(EARLIEST_YEAR) && epoch_ms < Date.UTC(LATEST_YEAR + 1))) return null;
  return `${new Date(epoch_ms + INDIAN_OFFSET_MS).toISOString().slice(0, 19)}${INDIAN_ZONE}`;
}

function earlier(end_time: string | null, seconds: number): string | null {
  return end_time === null ? null : indianIso(Date.parse(end_time) - seconds * 1000);
}

function dayStart(value: unknown): string | null {
  const parts = typeof value === 'string' ? WIRE_DAY.exec(value.trim()) : null;
  return parts && parseKaleyraTime(`${parts[1]}-${parts[2]}-${parts[3]} 00:00:00`);
}

/** A number and a numeric string are met for the same field in one row; anything else counts as nothing. */
export function wholeNumber(value: unknown): number {
  const wire = typeof value === 'number' ? value : typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : 0;
  return wire > 0 && wire <= MAX_INT4 ? Math.trunc(wire) : 0;
}

function text(value: unknown, longest: number): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const trimmed = String(value).trim();
  return trimmed.length <= longest ? trimmed : trimmed.slice(0, longest).toWellFormed().trimEnd();
}

/** A shortened id could meet another row's, and a number beyond 2^53 has already lost digits: neither is usable. */
function rowId(value: unknown): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : '';
  const id = typeof value === 'string' ? value.trim() : '';
  return id.length <= LONGEST.id ? id : '';
}

/** "0" is a PHP way to say "none"; kept, it would make one call of all calls. */
function parentId(value: unknown): string {
  const parent_id = rowId(value);
  return parent_id === '0' ? '' : parent_id;
}

const SERVICES = new Map(['Incoming', 'CallForward', 'Click2Call'].map((name) => [name.toLowerCase(), name]));

/** Figures are counted by exact name, so a known service is spelled our way. */
function serviceName(service: string): string {
  return SERVICES.get(service.toLowerCase()) ?? service;
}

function recordingUrl(value: unknown): string {
  const wire = text(value, LONGEST.url + 1);
  if (wire.length > LONGEST.url) return '';
  const absolute = wire.startsWith('//') ? `https:${wire}` : wire.replace(/^http:/i, 'https:');
  if (!/^https:\/\//i.test(absolute) || !URL.canParse(absolute)) return '';
  const url = new URL(absolute);
  return url.username || url.password || !url.hostname.includes('.') ? '' : url.href;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
