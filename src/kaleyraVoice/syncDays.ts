import { DateTime } from 'luxon';
import { validationFailed } from '../common/errors/commonErrors.js';
import { dayAfter } from './callSyncPull.js';

/** The provider's days are Indian days, wherever the business is. */
export const PROVIDER_ZONE = 'Asia/Kolkata';
/** The longest stretch one run may cover, days. */
export const MAX_SYNC_DAYS = 400;

/** The days a sync covers, YYYY-MM-DD, both included; without dates yesterday and today. Raises validation_failed naming the field. */
export function syncDays(
  query: { from_date?: string; to_date?: string },
  now: Date,
  max_days = MAX_SYNC_DAYS,
): { from_date: string; to_date: string } {
  const today = DateTime.fromJSDate(now, { zone: PROVIDER_ZONE }).toISODate()!;
  const yesterday = DateTime.fromJSDate(now, { zone: PROVIDER_ZONE }).minus({ days: 1 }).toISODate()!;
  const from_date = readDay('from_date', query.from_date) ?? readDay('to_date', query.to_date) ?? yesterday;
  const to_date = readDay('to_date', query.to_date) ?? today;
  if (from_date > dayAfter(today)) throw fault('from_date', 'lies in the future');
  if (to_date > dayAfter(today)) throw fault('to_date', 'lies in the future');
  if (to_date < from_date) throw fault('to_date', 'must not come before from_date');
  const days = (Date.parse(to_date) - Date.parse(from_date)) / 86_400_000 + 1;
  if (days > max_days) throw fault('to_date', `may cover at most ${max_days} days from from_date on`);
  return { from_date, to_date };
}

function readDay(field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const day = DateTime.fromFormat(text.replaceAll('-', '/'), 'yyyy/MM/dd', { zone: 'utc' });
  if (!day.isValid) throw fault(field, `is no date of the calendar: ${text}`);
  return day.toISODate();
}

function fault(field: string, message: string) {
  return validationFailed([{ field, message: `${field} ${message}` }]);
}
