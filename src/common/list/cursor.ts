import { validationFailed } from '../errors/commonErrors.js';

/** Packs the place after which the next page begins: the value of the sort column and the row's id. */
export function encodeCursor(place: [string | number | null, string]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Raises validation_failed when the text was not made by encodeCursor. */
export function decodeCursor(cursor: string): [string | number | null, string] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(place) && place.length === 2 && typeof place[1] === 'string' && place.every(isPlain))
      return place as [string, string];
  } catch {
    // Falls through to the one answer for all that is not a cursor.
  }
  throw validationFailed([{ field: 'cursor', message: 'cursor is not a next_cursor of this list' }]);
}

/** Text without control characters (Postgres knows no NUL), or a number, or nothing. */
function isPlain(value: unknown): boolean {
  return value === null || typeof value === 'number' || (typeof value === 'string' && !/\p{Cc}/u.test(value));
}
