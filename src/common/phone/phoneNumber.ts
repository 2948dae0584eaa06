import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

/** What a written number means. `toll_free` is a number that is called and never calls. */
export type PhoneReading =
  | { state: 'number' | 'toll_free'; e164: string; extension: string | null }
  | { state: 'short' | 'withheld' | 'unreadable'; e164: null; extension: null };

export interface PhoneOptions {
  /** Where a number without a country code is from, ISO 3166: `IN`. */
  region: string;
  /** Whether the number begins with a country code even without a plus, as WhatsApp and some providers write it. */
  international?: boolean;
}

/** What Twilio and others write where a caller hides: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on a telephone's keys. */
const WITHHELD_CODES = new Set(['266696687', '7378742833', '2562533', '8566696', '86282452253']);
const WITHHELD_WORDS = /anonym|withheld|private|restrict|unknown|unavailable|blocked|hidden/i;
/** The longest number that is a service and no subscriber. */
const SHORT = 6;

/**
 * Reads a phone number in any spelling and script. "Possible" is enough: numbering plans grow faster than what is known of them, and a
 * provider that has just carried a call knows better.
 */
export function readPhone(written: string, { region, international = false }: PhoneOptions): PhoneReading {
  const text = foldDigits(written)
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^tel:/i, '')
    .replace(/^\(\+(\d+)\)/, '+$1');
  const digits = text.replace(/\D/g, '');
  if (text === '' || /^0*$/.test(digits) || WITHHELD_CODES.has(digits) || WITHHELD_WORDS.test(text)) return unread('withheld');
  if (digits.length <= SHORT) return unread('short');
  // Letters are for keypads ("1800 FLOWERS"); what a provider or a person writes with letters in it is a mask or a mistake.
  if (/\p{L}/u.test(text.replace(/(ext(ension|n)?|x)[.:=]?/gi, ''))) return unread('unreadable');
  const whole = international && !text.startsWith('+') ? `+${text}` : text;
  const number = parsePhoneNumberFromString(whole, { defaultCountry: region as CountryCode, extract: false }, metadata);
  if (!number?.isPossible()) return unread('unreadable');
  return {
    state: number.getType() === 'TOLL_FREE' ? 'toll_free' : 'number',
    e164: number.number,
    extension: number.ext ?? null,
  };
}

/** Whether the phone numbers of a country are known: two letters, ISO 3166. */
export function isPhoneRegion(region: string): boolean {
  return isSupportedCountry(region as CountryCode, metadata);
}

/** The decimal digits of any script as 0 to 9. */
export function foldDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    // Digits of a script stand together, from nought to nine.
    let first = code;
    while (code - first < 9 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String(code - first);
  });
}

function unread(state: 'short' | 'withheld' | 'unreadable'): PhoneReading {
  return { state, e164: null, extension: null };
}
