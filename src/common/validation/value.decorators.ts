import { Transform, type TransformFnParams } from 'class-transformer';
import { type Rule, type RuleDecorator, ruled } from './rule.js';
import { isQuery } from './source.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of a row. */
export function Id(): RuleDecorator {
  return ruled({
    fault: (value) => (typeof value === 'string' && UUID.test(value) ? undefined : 'must be a UUID'),
    schema: { type: 'string', format: 'uuid' },
  });
}

/** A whole number. A query spells it in decimal digits and nothing else. */
export function Count({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}): RuleDecorator {
  const rule: Rule = {
    fault: (value) => {
      if (!Number.isSafeInteger(value)) return 'must be an integer number';
      if ((value as number) < min) return `must not be less than ${min}`;
      if ((value as number) > max) return `must not be greater than ${max}`;
      return undefined;
    },
    schema: { type: 'integer', minimum: min, maximum: max },
  };
  return ruled(rule, Transform(spelled(/^\d{1,16}$/, Number)));
}

/** A number with decimals, at most `places` of them: a dose, an area, a share. */
export function Decimal({ min = 0, max = 1e9, places = 4 }: { min?: number; max?: number; places?: number } = {}): RuleDecorator {
  const rule: Rule = {
    fault: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
      if (value < min) return `must not be less than ${min}`;
      if (value > max) return `must not be greater than ${max}`;
      return Number(value.toFixed(places)) === value ? undefined : `must not have more than ${places} decimals`;
    },
    schema: { type: 'number', format: 'double', minimum: min, maximum: max },
  };
  return ruled(rule, Transform(spelled(/^\d{1,15}(\.\d{1,15})?$/, Number)));
}

/** An amount of money in the smallest unit of its currency: paise, cents. */
export function MinorUnits({ min = 0 }: { min?: number } = {}): RuleDecorator {
  return Count({ min });
}

/** True or false. A query spells it as `true` or `false`. */
export function Flag(): RuleDecorator {
  const rule: Rule = {
    fault: (value) => (typeof value === 'boolean' ? undefined : 'must be a boolean value'),
    schema: { type: 'boolean' },
  };
  return ruled(rule, Transform(spelled(/^(true|false)$/, (text) => text === 'true')));
}

/** One of these values. */
export function OneOf(values: readonly string[]): RuleDecorator {
  return ruled({
    fault: (value) => (values.includes(value as string) ? undefined : `must be one of the following values: ${values.join(', ')}`),
    schema: { type: 'string', enum: [...values] },
  });
}

/** An object whose fields are the caller's own, at most `max_bytes` of JSON. */
export function JsonObject({ max_bytes }: { max_bytes: number }): RuleDecorator {
  return ruled({
    fault: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
      const text = JSON.stringify(value);
      if (Buffer.byteLength(text) > max_bytes) return `must not be larger than ${max_bytes} bytes of JSON`;
      // Neither can be stored: Postgres knows no NUL, and half a character is none.
      return /\\u0000|\\ud[89a-f]/i.test(text) ? 'must be well-formed Unicode without NUL' : undefined;
    },
    schema: { type: 'object', additionalProperties: true },
  });
}

/** Reads what a query spells as text; a body has types, and keeps them. */
function spelled(pattern: RegExp, read: (text: string) => unknown): (params: TransformFnParams) => unknown {
  return ({ value, options }) => (isQuery(options) && typeof value === 'string' && pattern.test(value) ? read(value) : value);
}
