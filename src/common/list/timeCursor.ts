import { validationFailed } from '../errors/commonErrors.js';

/** Reads a cursor as our SQL writes it, base64url of `<epoch microseconds>.<id>`. Raises validation_failed. */
export function decodeTimeCursor(cursor: string, id = /[^\p{Cc}]{1,300}/u): { time: string; id: string } {
  const match = /^(\d{1,17})\.(.+)$/su.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match || id.exec(match[2]!)?.[0] !== match[2])
    throw validationFailed([{ field: 'cursor', message: 'cursor is not a next_cursor of this list' }]);
  const micros = BigInt(match[1]!);
  const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return { time: `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`, id: match[2]! };
}

/** The ids of most tables. */
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
