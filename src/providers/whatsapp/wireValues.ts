import { readPhone } from '../../common/phone/phoneNumber.js';
import { storable } from '../storable.js';

/** Reads single values of what a provider sends. Nothing here raises: what cannot be read is null. */

export type Wire = Record<string, unknown>;

export function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function wire(value: unknown): Wire {
  return isWire(value) ? value : {};
}

/** A list; anything else that is there counts as a list of one. */
export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === '' ? [] : [value];
}

/** The first object of a list, or the object itself: both are met for the same field. */
export function only(value: unknown): Wire {
  return wire(Array.isArray(value) ? value[0] : value);
}

/** An id, a type, a name: trimmed, null when empty. A number beyond 2^53 has already lost digits and is no id. */
export function word(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' ? value.trim() || null : null;
}

/** What a person wrote, as written; null when empty. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

/** A number, also one inside a string. */
export function decimal(value: unknown): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

/** JSON inside a string, when it is an object or a list; also an object that comes as one. */
export function inner(value: unknown): Wire | unknown[] | null {
  if (typeof value === 'object') return value as Wire | unknown[] | null;
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return null;
  try {
    // What stands inside came through unread until now.
    return storable(JSON.parse(value)) as Wire | unknown[];
  } catch {
    return null;
  }
}

/** The value of a body; undefined when it is no JSON. */
export function parsedBody(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return storable(body);
  try {
    return storable(JSON.parse(body.toString().replace(/^\uFEFF/, '')));
  } catch {
    return undefined;
  }
}

/** Numbers that were read: the business's own comes with every message, a customer's with several. Begun anew when there are too many. */
const READ_NUMBERS = new Map<string, string | null>();
const MOST_NUMBERS = 5_000;

/** The number as E.164. WhatsApp writes it with its country code and without a plus. */
export function phoneOf(written: string | null): string | null {
  if (written === null || written.length > 40) return null;
  const known = READ_NUMBERS.get(written);
  if (known !== undefined) return known;
  const { e164 } = readPhone(written, { region: 'IN', international: true });
  if (READ_NUMBERS.size >= MOST_NUMBERS) READ_NUMBERS.clear();
  READ_NUMBERS.set(written, e164);
  return e164;
}

const WIRE_TIME = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;
/** Before them lies only what a missing time turns into (year 0, the epoch); after them, noise. */
const EARLIEST_MS = Date.UTC(2000);
const LATEST_MS = Date.UTC(2100);

/**
 * A moment as ISO in UTC. Takes seconds, milliseconds and microseconds since 1970 as number or text, and dates with and without a zone;
 * `zone` (`Z`, `+05:30`) is that of a date without one.
 */
export function instant(value: unknown, zone = 'Z'): string | null {
  const written = word(value) ?? (typeof value === 'number' ? String(value) : null);
  if (written === null) return null;
  if (/^\d{9,10}(\.\d+)?$/.test(written)) return iso(Number(written) * 1000);
  if (/^\d{12,13}$/.test(written)) return iso(Number(written));
  if (/^\d{16}$/.test(written)) return iso(Number(written) / 1000);
  const parts = WIRE_TIME.exec(written);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second, Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'))));
  // A date that does not exist has moved into another.
  const exists = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? iso(utc.getTime() - offsetMs(parts[8] ?? zone)) : null;
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

function iso(epoch_ms: number): string | null {
  if (!(epoch_ms >= EARLIEST_MS && epoch_ms < LATEST_MS)) return null;
  return new Date(epoch_ms).toISOString().replace('.000Z', 'Z');
}
