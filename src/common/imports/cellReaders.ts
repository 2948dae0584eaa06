import type { RuleDecorator } from '../validation/rule.js';
import type { ImportColumn } from './importKind.js';

type Read = ImportColumn['read'];

/** Reads a cell that has to meet the rule of a field: `readBy(Text({ max: 300 }))`; `prepared` first makes it what the field would get. */
export function readBy({ rule }: RuleDecorator, prepared: (text: string) => unknown = (text) => text): Read {
  return (text) => valueOr(prepared(text), (value) => rule.fault(value));
}

/** Yes or no, in the words of spreadsheets. */
export function readFlag(text: string): ReturnType<Read> {
  const word = text.toLowerCase();
  if (['true', 'yes', 'y', '1'].includes(word)) return { value: true };
  return ['false', 'no', 'n', '0'].includes(word) ? { value: false } : { fault: 'must be yes or no' };
}

/** The values of a cell that holds several, separated by semicolons as in our own files. */
export function cellParts(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The value, or what is wrong with it. */
export function valueOr<V>(value: V, faultOfIt: (value: V) => string | undefined): { value: V } | { fault: string } {
  const fault = faultOfIt(value);
  return fault === undefined ? { value } : { fault };
}
