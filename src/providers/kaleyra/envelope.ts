import { ProviderError, type ProviderErrorKind } from '../providerError.js';

/** What an answer of Kaleyra says. The body decides, not the HTTP status: a failure comes back as HTTP 200. */

export type Body = Record<string, unknown>;

const REFUSALS: [RegExp, ProviderErrorKind, string][] = [
  [/api.?key|auth/i, 'unauthorised', 'provider_unauthorised'],
  [/credit|balance/i, 'rejected', 'insufficient_credit'],
  [/number|caller|receiver|invalid/i, 'rejected', 'bad_number'],
  [/limit|thrott/i, 'temporary', 'rate_limited'],
];
const NOTHING_FOUND = /^\s*no (records?|data|calls?|logs?|results?|rows?)( (was|were))?( found| available)?[.!]?\s*$/i;
const LONGEST_EXCERPT = 300;
const LONGEST_MESSAGE = 120;

/** Null where the text is not JSON or not an object or list; the platform answers plain text when `format` is lost on the way. */
export function parseBody(text: string): Body | unknown[] | null {
  try {
    const body: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof body === 'object' && body !== null ? (body as Body | unknown[]) : null;
  } catch {
    return null;
  }
}

/** A bare list carries no envelope to ask. */
export function isSuccess(body: Body | unknown[]): boolean {
  if (Array.isArray(body)) return true;
  return String(body.status) === '200' || (typeof body.message === 'string' && body.message.trim().toUpperCase() === 'OK');
}

/** No list of the vendor's error codes exists, so the text is all there is to classify by. */
export function refusal(body: Body, excerpt: (text: string) => string): ProviderError {
  const message = typeof body.message === 'string' ? body.message : '';
  if (body.status === undefined && message === '') {
    return protocolError("Kaleyra's response has neither status nor message.", excerpt(JSON.stringify(body)));
  }
  const [, kind, code] = REFUSALS.find(([pattern]) => pattern.test(message)) ?? [null, 'rejected' as const, 'provider_rejected'];
  const words = excerpt(message).slice(0, LONGEST_MESSAGE) || 'no reason given';
  return new ProviderError('kaleyra', kind, code, `Kaleyra refused the request: ${words}`, excerpt(JSON.stringify(body)));
}

export function protocolError(message: string, excerpt: string): ProviderError {
  return new ProviderError('kaleyra', 'temporary', 'provider_protocol_error', message, excerpt);
}

/** An error page may echo the request, and the key travels in every request. */
export function excerptOf(text: string, api_key: string): string {
  const head = text.slice(0, 10 * LONGEST_EXCERPT);
  return (api_key ? head.replaceAll(api_key, '***') : head).slice(0, LONGEST_EXCERPT);
}

/** An empty day told as a failure is still an empty day. */
export function saysNothingFound(body: Body | unknown[]): boolean {
  return !Array.isArray(body) && typeof body.message === 'string' && NOTHING_FOUND.test(body.message);
}

/**
 * The rows of a listing, wherever they are. Absent or empty is zero rows;
 * null means "there is something, but not rows": read as zero it would be a silent loss.
 */
export function readRows(body: Body | unknown[]): unknown[] | null {
  if (Array.isArray(body)) return body;
  return rowsOf(isEmpty(body.data) ? body.records : body.data);
}

function rowsOf(container: unknown): unknown[] | null {
  if (isEmpty(container)) return [];
  if (Array.isArray(container)) return container;
  if (typeof container !== 'object' || container === null) return null;
  const holder = container as Body;
  if ('records' in holder || 'data' in holder) return rowsOf(isEmpty(holder.records) ? holder.data : holder.records);
  // Index keys are always listed in ascending order, whatever order they were sent in.
  if (Object.keys(holder).every((key) => /^\d+$/.test(key))) return Object.values(holder);
  return 'id' in holder && 'service' in holder ? [holder] : null;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === 'string') return value.trim() === '' || NOTHING_FOUND.test(value);
  return Array.isArray(value) && value.length === 0;
}

/** The call ids of an accepted dial. None is no failure: the phones are ringing, the callback will tell. */
export function readCallIds(body: Body | unknown[]): string[] {
  if (Array.isArray(body)) return body.flatMap((item) => callId(item, 'id') ?? callId(item, 'call_id') ?? []);
  if (Array.isArray(body.data)) return readCallIds(body.data);
  const id = callId(body.data, 'id') ?? callId(body, 'id') ?? callId(body, 'call_id') ?? callId(body.data, 'call_id');
  return id === undefined ? [] : [id];
}

function callId(holder: unknown, name: 'id' | 'call_id'): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const id = (holder as Body)[name];
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  return String(id).trim() || undefined;
}
