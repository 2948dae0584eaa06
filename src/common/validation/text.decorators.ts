import { isEmail } from 'class-validator';
import { type Rule, type RuleDecorator, ruled } from './rule.js';

export interface TextOptions {
  /** The most characters; where a pattern limits the text, it may be left out. */
  max?: number;
  min?: number;
  /** Without line breaks and tabs. */
  oneLine?: boolean;
  /** What the text must look like, and how that is said: `must be 3 to 15 digits`. */
  pattern?: RegExp;
  says?: string;
  /** A further check that the API document cannot express; it returns what is wrong. */
  also?: (text: string) => string | undefined;
  schema?: object;
}

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_BREAKS = /[^\P{Cc}\t\n\r]/u;

/** Text as it is; nothing is trimmed. Half surrogate pairs and control characters are refused. */
export function Text(options: TextOptions): RuleDecorator {
  return ruled(textRule(options));
}

/** An e-mail address, at most 320 characters. */
export function EmailAddress(): RuleDecorator {
  const also = (text: string) => (isEmail(text) ? undefined : 'must be an email');
  return Text({ max: 320, oneLine: true, also, schema: { format: 'email' } });
}

/** The code of a currency, ISO 4217. */
export function Currency(): RuleDecorator {
  return Text({ max: 3, pattern: /^[A-Z]{3}$/, says: 'must be an ISO 4217 code' });
}

/** A language by its tag (BCP 47). */
export function LanguageTag({ empty = false } = {}): RuleDecorator {
  const pattern = empty ? /^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$/ : /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
  return Text({ max: 35, pattern, says: 'must be a language tag such as hi or en-IN' });
}

function textRule({ max = Infinity, min = 0, oneLine = false, pattern, says, also, schema }: TextOptions): Rule {
  const forbidden = oneLine || pattern ? CONTROL : CONTROL_BUT_BREAKS;
  return {
    fault: (value) => {
      if (typeof value !== 'string') return 'must be a string';
      if (!isWellFormed(value)) return 'must be well-formed Unicode: it holds half of a surrogate pair';
      if (pattern && !pattern.test(value)) return says ?? 'is not in the expected format';
      if (forbidden.test(value))
        return oneLine ? 'must be one line of text, without control characters' : 'must not hold control characters';
      if (isLongerThan(value, max)) return `must be shorter than or equal to ${max} characters`;
      if (value.length < min) return `must be longer than or equal to ${min} characters`;
      return also?.(value);
    },
    schema: {
      type: 'string',
      ...(min > 0 ? { minLength: min } : {}),
      ...(max < Infinity ? { maxLength: max } : {}),
      ...(pattern && !pattern.flags.includes('i') ? { pattern: pattern.source } : {}),
      ...schema,
    },
  };
}

/** Characters are code points, as in JSON schemas. */
function isLongerThan(text: string, max: number): boolean {
  return text.length > max && (text.length > max * 2 || [...text].length > max);
}

/** Whether every surrogate has its other half. */
function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
