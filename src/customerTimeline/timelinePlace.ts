import { validationFailed } from '../common/errors/commonErrors.js';

interface TimelinePlace {
  at: string;
  kind: string;
  id: string;
}

/** Packs an entry as the place from which a page goes on: to older entries, or to `newer` ones. */
export function encodePlace({ at, kind, id }: TimelinePlace, newer: boolean): string {
  return Buffer.from(JSON.stringify([newer ? 1 : 0, at, kind, id])).toString('base64url');
}

/** Raises validation_failed when the text was not made by encodePlace. */
export function decodePlace(cursor: string): TimelinePlace & { newer: boolean } {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(place) && place.length === 4) {
      const [newer, at, kind, id] = place as unknown[];
      const texts = [at, kind, id].every((text) => typeof text === 'string' && text.length <= 300 && !/\p{Cc}|\p{Cs}/u.test(text));
      if ((newer === 0 || newer === 1) && texts && INSTANT.test(at as string) && !Number.isNaN(Date.parse(at as string)))
        return { newer: newer === 1, at: at as string, kind: kind as string, id: id as string };
    }
  } catch {
    // Falls through to the one answer for all that is not a cursor.
  }
  throw validationFailed([{ field: 'cursor', message: 'cursor is not a cursor returned by this list' }]);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
