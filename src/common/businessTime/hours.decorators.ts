import { WEEKDAYS } from './calendar.js';
import { type Rule, type RuleDecorator, ruled } from '../validation/rule.js';

/** The most intervals of one day. */
const MAX_OF_DAY = 24;

const dayHours: Rule = {
  fault: (value) =>
    Array.isArray(value) && value.length <= MAX_OF_DAY && value.every(isPair)
      ? undefined
      : `must be a list of at most ${MAX_OF_DAY} pairs such as ["09:00", "18:00"]`,
  schema: {
    type: 'array',
    maxItems: MAX_OF_DAY,
    items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string', maxLength: 5 } },
  },
};

/** Business hours of a day: pairs of local times. What times they may be says `calendarFaults`. */
export function DayHours(): RuleDecorator {
  return ruled(dayHours);
}

/** Business hours by weekday. */
export function WeekHours(): RuleDecorator {
  return ruled({
    fault: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
      for (const [day, hours] of Object.entries(value)) {
        if (!(WEEKDAYS as readonly string[]).includes(day)) return `must have no other fields than ${WEEKDAYS.join(', ')}`;
        const fault = dayHours.fault(hours);
        if (fault) return `has a ${day} that ${fault}`;
      }
      return undefined;
    },
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(WEEKDAYS.map((day) => [day, dayHours.schema])),
    },
  });
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((time) => typeof time === 'string' && time.length <= 5);
}
