import { DateTime } from 'luxon';
import { isPhoneRegion, type PhoneReading, readPhone } from '../../common/phone/phoneNumber.js';
import { parseJson } from './json.js';
import { isEmpty, textOf } from './values.js';

/** What transforms need to know about the provider. */
export interface TransformContext {
  /** The zone that the provider's account is set to, IANA. */
  zone: string;
  /** Where its numbers without a country code are from, ISO 3166. */
  region: string;
}

/** A value under way, and what a number that could not be read was. */
export interface Transformed {
  value: unknown;
  phone?: PhoneReading;
}

type Transform = (value: unknown, argument: string, context: TransformContext) => Transformed;

const text =
  (change: (text: string, argument: string) => unknown): Transform =>
  (value, argument) => {
    const written = textOf(value);
    return { value: written === null ? null : change(written, argument) };
  };

/** The closed list: what a mapping may do to a value, `name` or `name:argument`. A value that is null stays null. */
const TRANSFORMS: Record<string, Transform> = {
  string: text((value) => value),
  trim: text((value) => value.trim()),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  int: text((value) => (/^[+-]?\d{1,15}(\.0*)?$/.test(value) ? Math.trunc(Number(value)) : null)),
  digits: text((value) => value.replace(/\D/g, '')),
  strip: text((value, character) => stripped(value, character)),
  strip_nonalpha: text((value) => value.replace(/[^\p{L}]/gu, '')),
  after_last: text((value, separator) => value.split(separator).at(-1)),
  last_of: text((value, separator) => value.split(separator).at(-1)!.trim()),
  null_if: text((value, word) => (value === word ? null : value)),
  null_if_match: text((value, pattern) => (new RegExp(pattern, 'u').test(value.slice(0, 2_000)) ? null : value)),
  null_if_before: text((value, day) => (Date.parse(value) < Date.parse(day) ? null : value)),
  null_if_invalid: (value, _argument, { region }) => {
    const written = textOf(value);
    return { value: written !== null && readPhone(written, { region }).e164 === null ? null : value };
  },
  phone: (value, region, context) => {
    const written = textOf(value);
    if (written === null) return { value: null };
    const phone = readNumber(written, region || context.region);
    return { value: phone.e164, phone };
  },
  time: (value, argument, context) => ({ value: readTime(textOf(value) ?? '', argument, context) }),
  duration: text(readDuration),
  json: (value) => ({ value: typeof value === 'string' ? readJson(value, null) : value }),
  json_if_text: (value) => ({ value: typeof value === 'string' ? readJson(value, value) : value }),
  url: text(readUrl),
};

/** The names of all transforms. */
const TRANSFORM_NAMES = Object.keys(TRANSFORMS);

/** What is wrong with `name:argument`; null when nothing is. */
export function transformFault(written: string): string | null {
  const [name, argument] = parted(written);
  if (!Object.hasOwn(TRANSFORMS, name)) return `there is no transform ${name}; there are ${TRANSFORM_NAMES.join(', ')}`;
  switch (name) {
    case 'null_if_match':
      return patternFault(argument);
    case 'null_if_before':
      return Number.isNaN(Date.parse(argument)) ? `null_if_before needs a date, not ${argument || 'nothing'}` : null;
    case 'phone':
      return argument === '' || argument === 'e164' || isPhoneRegion(argument) ? null : `phone needs e164 or a country, not ${argument}`;
    case 'time':
      return timeFault(argument);
    case 'null_if':
    case 'strip':
    case 'after_last':
    case 'last_of':
      return argument === '' ? `${name} needs an argument` : null;
    default:
      return argument === '' ? null : `${name} takes no argument`;
  }
}

/** Does one transform; a value that says nothing stays as it is. */
export function transform(value: unknown, written: string, context: TransformContext): Transformed {
  const [name, argument] = parted(written);
  return isEmpty(value) ? { value: null } : TRANSFORMS[name]!(value, argument, context);
}

/** A number as people of `region` write it, or `e164` for one that has its country code. */
export function readNumber(written: string, region: string): PhoneReading {
  if (region === 'e164') return readPhone(written, { region: 'IN', international: true });
  const digits = written.replace(/\D/g, '');
  // More than ten digits without a plus are most often a number with its country code.
  if (digits.length > 10 && !written.trim().startsWith('+')) {
    const whole = readPhone(written, { region, international: true });
    if (whole.e164 !== null) return whole;
  }
  return readPhone(written, { region });
}

/** An instant as ISO 8601 in UTC, without a fraction when there is none. */
export function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** Seconds, or [HH:]MM:SS. */
export function readDuration(written: string): number | null {
  const parts = /^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?$/.exec(written);
  if (parts) return Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
  return /^\d{1,9}(\.\d+)?$/.test(written) ? Math.round(Number(written)) : null;
}

/** An address of the web; what was escaped for JSON twice is unescaped. */
function readUrl(written: string): string | null {
  const url = written.replaceAll('\\/', '/').replaceAll('&amp;', '&');
  return url.length <= 2_000 && /^https?:\/\/[^\s/]+/i.test(url) && URL.canParse(url) ? url : null;
}

function readTime(written: string, argument: string, { zone: account }: TransformContext): string | null {
  const [format, zone] = timeParts(argument, account);
  let at: DateTime;
  if (format === 'unix') {
    if (!/^\d{9,17}(\.\d+)?$/.test(written)) return null;
    const number = Number(written);
    // Seconds, milliseconds or microseconds: a moment of this century in one of them.
    return instantOf(number < 1e11 ? number * 1000 : number < 1e14 ? number : number / 1000);
  } else if (format === 'iso')
    at = DateTime.fromISO(written.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/ (?=[+-]\d\d:?\d\d$)/, ''), { zone });
  else if (format === 'rfc2822') at = DateTime.fromRFC2822(written, { zone });
  else at = DateTime.fromFormat(written, format, { zone, locale: 'en' });
  return at.isValid ? instantOf(at.toMillis()) : null;
}

/** `yyyy-MM-dd HH:mm:ss@Asia/Kolkata`: the format and the zone; without one, or with `@account`, that of the account. */
function timeParts(argument: string, account: string): [format: string, zone: string] {
  const mark = argument.lastIndexOf('@');
  const [format, zone] = mark < 0 ? [argument, ''] : [argument.slice(0, mark), argument.slice(mark + 1)];
  return [format, zone === '' || zone === 'account' || /^<.*>$/.test(zone) ? account : zone];
}

function timeFault(argument: string): string | null {
  const [format, zone] = timeParts(argument, 'UTC');
  if (format === '') return 'time needs a format: iso, unix, rfc2822 or one such as yyyy-MM-dd HH:mm:ss@Asia/Kolkata';
  return DateTime.utc().setZone(zone).isValid ? null : `there is no time zone ${zone}`;
}

/** A pattern that is wrong, or that could take for ever: repetition of what repeats, references back. */
function patternFault(pattern: string): string | null {
  if (pattern === '' || pattern.length > 200) return 'null_if_match needs a regular expression of at most 200 characters';
  if (/\([^)]*[*+}][^)]*\)\s*[*+{]/.test(pattern) || /\\[1-9k]/.test(pattern))
    return 'null_if_match does not take repetition of what repeats, nor references back';
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch {
    return `null_if_match needs a regular expression, not ${pattern}`;
  }
}

function stripped(value: string, character: string): string {
  let [from, to] = [0, value.length];
  const goes = (one: string) => one === character || one.trim() === '';
  while (from < to && goes(value[from]!)) from += 1;
  while (to > from && goes(value[to - 1]!)) to -= 1;
  return value.slice(from, to);
}

function readJson(written: string, otherwise: unknown): unknown {
  try {
    return parseJson(written);
  } catch {
    return otherwise;
  }
}

function parted(written: string): [name: string, argument: string] {
  const mark = written.indexOf(':');
  return mark < 0 ? [written, ''] : [written.slice(0, mark), written.slice(mark + 1)];
}
