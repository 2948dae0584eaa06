import { validationFailed } from '../errors/commonErrors.js';

/** Reads a cursor as our SQL writes it, base64url of `<epoch microseconds>.<id>`. Raises validation_failed. */
export function decodeTimeCursor(cursor: string, id = /[^\p{Cc}]{1,300}/u): { time: string; id: string } {
  const match = /^(-?\d{1,17})\.(.+)$/su.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match || id.exec(match[2]!)?.[0] !== match[2]) throw validationFailed([{ field: 'cursor', message: 'cursor is not a next_cursor of this list' }]);
  const micros = BigInt(match[1]!);
  const second = micros >= 0n ? micros / 1_000_000n : (micros - 999_999n) / 1_000_000n;
  const text = new Date(Number(second) * 1000).toISOString().slice(0, -5);
  return { time: `${text}.${String(micros - second * 1_000_000n).padStart(6, '0')}Z`, id: match[2]! };
}

/** The ids of most tables. */
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
