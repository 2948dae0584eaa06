import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallArchive } from './archive.js';
import type { DialDesk } from './dialDesk.js';
import type { Fault, FaultBoard, FaultKind } from './faults.js';
import { addDays, epochOf, indianDate, indianTime } from './indianTime.js';
import { changesRows, type KaleyraQuirks, listingText, quirkyRow } from './quirks.js';
import type { LoggedRequest, RequestLog } from './requestLog.js';
import type { Leg } from './row.js';
import { readParams, send } from '../../sandbox/wire.js';

/** The vendor's side of the contract: one address, the action in `method`, failures as HTTP 200. */

export interface Desk {
  api_key: string;
  archive: CallArchive;
  dials: DialDesk;
  faults: FaultBoard;
  quirks: KaleyraQuirks;
  requests: RequestLog;
}

type Faults = Map<FaultKind, Fault>;

const HTML =
  '<html><head><title>Bad Gateway</title></head><body><h1>The server is temporarily unable to service your request</h1></body></html>';
const BREAKING: FaultKind[] = ['stall', 'reset', 'status', 'rate_limit', 'non_json', 'wrong_key', 'refused'];
const ROW_FAULTS: FaultKind[] = ['duplicate_row', 'bad_row', 'string_duration'];
const LARGEST_LIMIT = 1000;

export async function answerVendorRequest(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const params = await readParams(request);
  const method = params.get('method') ?? '';
  const faults: Faults = new Map(desk.faults.take(method, pageOf(params)).map((fault) => [fault.kind, fault]));
  const entry = desk.requests.add(request.method ?? '', params, [...faults.keys()]);
  const slow = faults.get('slow');
  if (slow) await sleep(slow.ms ?? 1000, undefined, { ref: false });
  const breaking = BREAKING.map((kind) => faults.get(kind)).find((fault) => fault !== undefined);
  if (breaking) {
    if (breaking.placed) answerOf(desk, params, faults);
    breakWith(breaking, response, entry);
    return;
  }
  const text = answerOf(desk, params, faults);
  entry.answered = '200';
  if (params.get('format') !== 'json') send(response, 200, 'text/plain', plainText(text));
  else send(response, 200, 'application/json', faults.has('truncated_json') ? text.slice(0, text.length / 2) : text);
  if (faults.has('page_shift')) newCallArrives(desk, params);
}

function answerOf(desk: Desk, params: URLSearchParams, faults: Faults): string {
  if (params.get('api_key') !== desk.api_key) return envelope('A401', 'Invalid API key', []);
  switch (params.get('method')) {
    case 'dial':
    case 'dial.c2cstatus':
      return listing(desk, params, faults);
    case 'dial.click2call':
      return clickToCall(desk, params);
    case 'voice.call':
      return outboundCall(desk, params);
    default:
      return envelope('A404', 'Unknown method', []);
  }
}

function listing(desk: Desk, params: URLSearchParams, faults: Faults): string {
  const today = indianDate(desk.archive.clock());
  const from_date = dateOf(params.get('fromdate') ?? today.replaceAll('-', '/'));
  const to_date = dateOf(params.get('todate') ?? today.replaceAll('-', '/'));
  if (!from_date || !to_date) return envelope('A422', 'Invalid date', []);
  const limit = Math.min(LARGEST_LIMIT, Math.max(1, Math.trunc(Number(params.get('limit') ?? 200)) || 200));
  const asked = pageOf(params);
  const page = faults.has('ignore_page') ? 1 : faults.has('repeat_page') ? Math.max(1, asked - 1) : asked;
  const legs = desk.archive.page({ from_date, to_date, page, limit, keep: filterOf(params) });
  if (faults.has('data_empty_string')) return listingText([], { ...desk.quirks, empty: 'string' });
  return listingText(rowTexts(legs, desk.quirks, faults), quirksWith(desk.quirks, faults));
}

/** The plain path, which a benchmark pays for, writes a row only once. */
function rowTexts(legs: Leg[], quirks: KaleyraQuirks, faults: Faults): string[] {
  const plain = !changesRows(quirks) && !ROW_FAULTS.some((kind) => faults.has(kind));
  if (plain) return legs.map((leg) => (leg.text ??= JSON.stringify(leg.row)));
  const rows: unknown[] = legs.map((leg) => quirkyRow(leg.row, quirksWith(quirks, faults)));
  if (faults.has('duplicate_row') && rows.length > 0) rows.splice(Math.ceil(rows.length / 2), 0, rows[0]);
  if (faults.has('bad_row')) spoil(rows as Record<string, unknown>[]);
  return rows.map((row) => JSON.stringify(row));
}

function quirksWith(quirks: KaleyraQuirks, faults: Faults): KaleyraQuirks {
  const container = faults.has('records_container') ? 'records' : faults.has('data_object') ? 'object' : quirks.container;
  return { ...quirks, container, string_duration: quirks.string_duration || faults.has('string_duration') };
}

/** The odd dates are harmless: the start can still be told from the end and the duration. */
function spoil(rows: Record<string, unknown>[]): void {
  const [first, second] = rows.filter((row) => /^[1-9]/.test(String(row.end_time)));
  if (first) first.start_time = '0000-00-00 00:00:00';
  if (second) second.start_time = '2026-02-31 25:61:00';
  const nameless = { ...rows[0], id: undefined };
  (rows as unknown[]).splice(1, 0, nameless, 'not an object', null);
}

function filterOf(params: URLSearchParams): ((row: Leg['row']) => boolean) | undefined {
  if (params.get('method') !== 'dial.c2cstatus') return undefined;
  const id = params.get('id');
  // One client spells it with a space; the vendor takes it.
  const callto = params.get('callto') ?? params.get('call to');
  return (row) => row.service === 'Click2Call' && (!id || row.id === id) && (!callto || row.callto === callto);
}

function clickToCall(desk: Desk, params: URLSearchParams): string {
  const callers = (params.get('caller') ?? '').split('-');
  const receivers = (params.get('receiver') ?? '').split('^');
  if (!callers.every(isNumber)) return envelope('A410', 'Invalid caller number', []);
  if (!receivers.every((receiver) => isNumber(receiver) || receiver.startsWith('ivr:')))
    return envelope('A411', 'Invalid receiver number', []);
  return placed(desk, [desk.dials.place('Click2Call', callers[0]!, receivers[0]!, params)]);
}

function outboundCall(desk: Desk, params: URLSearchParams): string {
  const numbers = (params.get('numbers') ?? '').split(',');
  if (!numbers.every(isNumber)) return envelope('A412', 'Invalid number', []);
  if (!params.get('play') && !params.get('message')) return envelope('A413', 'Nothing to play', []);
  return placed(
    desk,
    numbers.map((number) => desk.dials.place('OBD', params.get('caller_id') ?? '', number, params)),
  );
}

function placed({ quirks }: Desk, ids: string[]): string {
  const [id] = ids;
  if (ids.length > 1)
    return envelope(
      '200',
      'OK',
      ids.map((each) => ({ id: each })),
    );
  if (quirks.dial_id === 'id' || quirks.dial_id === 'call_id')
    return JSON.stringify({ status: '200', message: 'OK', [quirks.dial_id]: id });
  return envelope('200', 'OK', quirks.dial_id === 'none' ? [] : quirks.dial_id === 'data.id' ? { id } : [{ id }]);
}

function breakWith(fault: Fault, response: ServerResponse, entry: LoggedRequest): void {
  entry.answered =
    { stall: 'stalled', reset: 'reset', status: String(fault.status ?? 502), rate_limit: '429' }[fault.kind as string] ?? '200';
  switch (fault.kind) {
    case 'stall':
      return;
    case 'reset':
      if (fault.ms === undefined) response.socket?.destroy();
      else {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
          .write('{"status":"200","message":"OK","data":[');
        const timer = setTimeout(() => response.socket?.destroy(), fault.ms);
        response.once('close', () => clearTimeout(timer));
      }
      return;
    case 'status':
      return send(response, fault.status ?? 502, 'text/html', HTML);
    case 'rate_limit':
      return send(response, 429, 'text/plain', 'Too many requests', { 'retry-after': String(fault.retry_after ?? 1) });
    case 'wrong_key':
      return send(response, 200, 'application/json', envelope('A401', 'Invalid API key', []));
    case 'refused':
      return send(response, 200, 'application/json', envelope('A499', fault.message ?? 'Request refused', []));
    default:
      return send(response, 200, 'text/plain', 'OK: request accepted');
  }
}

/** On the newest second of the asked range, so that it enters at the top. */
function newCallArrives({ archive }: Desk, params: URLSearchParams): void {
  const to_date = dateOf(params.get('todate') ?? '') ?? indianDate(archive.clock());
  const at = Math.min(archive.clock(), epochOf(addDays(to_date, 1)) - 1);
  archive.insert([{ start_time: indianTime(at), end_time: indianTime(at + 20), duration: 20, billsec: '20' }]);
}

function envelope(status: string, message: string, data: unknown): string {
  return JSON.stringify({ status, message, data });
}

function plainText(json: string): string {
  const { status, message } = JSON.parse(json) as { status?: string; message?: string };
  return `status : ${status ?? ''}\nmessage : ${message ?? ''}\n`;
}

function pageOf(params: URLSearchParams): number {
  return Math.max(1, Math.trunc(Number(params.get('page') ?? 1)) || 1);
}

function dateOf(wire: string): string | undefined {
  const date = /^\d{4}\/\d\d\/\d\d$/.test(wire) ? wire.replaceAll('/', '-') : '';
  // 31 February is read as 3 March, and is then not what was asked.
  return Number.isNaN(epochOf(date)) || addDays(date, 0) !== date ? undefined : date;
}

function isNumber(text: string): boolean {
  return /^\d{10}$/.test(text);
}
