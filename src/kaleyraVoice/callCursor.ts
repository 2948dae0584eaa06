import { validationFailed } from '../common/errors/commonErrors.js';

/** Reads a cursor of the call list, base64url of `<epoch microseconds>.<id>`, as the database writes it. Raises validation_failed. */
export function decodeCallCursor(cursor: string): { start_time: string; id: string } {
  const match = /^(\d{1,17})\.([^\p{Cc}]{1,300})$/u.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match) throw validationFailed([{ field: 'cursor', message: 'cursor is not a next_cursor of this list' }]);
  const micros = BigInt(match[1]!);
  const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return { start_time: `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`, id: match[2]! };
}
