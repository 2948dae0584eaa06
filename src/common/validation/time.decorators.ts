import { DateTime, IANAZone } from 'luxon';
import { type Rule, type RuleDecorator, ruled } from './rule.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_OR_SLASHES = /^\d{4}([/-])\d\d\1\d\d$/;

/** A moment: ISO 8601 with the offset, `2026-02-24T09:15:15Z` or `…+05:30`. */
export function Instant(): RuleDecorator {
  return ruled(instant);
}

/** A day: `2026-02-24`. `slashes: true` also takes `2026/02/24`. */
export function BusinessDate({ slashes = false } = {}): RuleDecorator {
  if (!slashes) return ruled(businessDate);
  return ruled({
    fault: (value) => (typeof value === 'string' && DATE_OR_SLASHES.test(value) && isDay(value.replaceAll('/', '-')) ? undefined : SLASHED),
    schema: { type: 'string', pattern: '^\\d{4}[/-]\\d{2}[/-]\\d{2}$' },
  });
}

/** A day or a moment. */
export function DateOrInstant(): RuleDecorator {
  return ruled({
    fault: (value) =>
      businessDate.fault(value) && instant.fault(value)
        ? 'must be a valid date such as 2026-02-24, or an instant such as 2026-02-24T09:15:15Z'
        : undefined,
    schema: { type: 'string', maxLength: 40, anyOf: [{ format: 'date' }, { format: 'date-time' }] },
  });
}

/** A time zone by its IANA name. */
export function TimeZone(): RuleDecorator {
  return ruled({
    fault: (value) =>
      typeof value === 'string' && IANAZone.isValidZone(value) ? undefined : 'must be an IANA time zone such as Asia/Kolkata',
    schema: { type: 'string', maxLength: 64 },
  });
}

const SLASHED = 'must be a date that exists and look like 2026/02/24';

const businessDate: Rule = {
  fault: (value) =>
    typeof value === 'string' && DATE.test(value) && isDay(value) ? undefined : 'must be a date that exists, such as 2026-02-24',
  schema: { type: 'string', format: 'date' },
};

const instant: Rule = {
  fault: (value) =>
    typeof value === 'string' && INSTANT.test(value) && isMoment(value)
      ? undefined
      : 'must be an instant with an offset, such as 2026-02-24T09:15:15Z',
  schema: { type: 'string', format: 'date-time' },
};

/** Between the years that every part of the product can write. */
function isMoment(text: string): boolean {
  const moment = DateTime.fromISO(text, { zone: 'utc' });
  // 24:00 is the next day to luxon, and nothing to a Date.
  return moment.isValid && moment.year >= 1000 && moment.year <= 9999 && !Number.isNaN(Date.parse(text)) && !/T24/.test(text);
}

function isDay(text: string): boolean {
  return !text.startsWith('0') && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}
