import { escaped } from '../http/htmlPage.js';
import { templateMalformed, templateValueInvalid, templateValueMissing, templateVariableUnknown } from './templates.errors.js';

/**
 * What a value is. `date` is given as YYYY-MM-DD and written in the language of the template; a `link` begins with http:// or https://.
 * The others are written as they are given.
 */
export const VARIABLE_KINDS = ['text', 'number', 'date', 'link'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

/** A variable that a template may use. */
export interface Variable {
  /** Lower-case words joined by dots: `order.number`. */
  name: string;
  kind: VariableKind;
  /** What a preview shows. */
  sample: string;
}

/** Where the result is read, which decides what of a value has to be made harmless. */
export type TemplateTarget = 'text' | 'html' | 'whatsapp';

export type TemplateValues = Record<string, string | number>;

export const VARIABLE_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** Characters of one value. */
const MAX_VALUE = 2_000;
const TOKEN = /\{\{([^{}]*)\}\}|\{\{|\}\}/g;

/** A variable in a text, and where it stands. */
interface Slot {
  /** As it is written, with its braces. */
  token: string;
  name: string;
  /** What is written when there is no value; null: then the template cannot be filled. */
  fallback: string | null;
  /** Both from 1, in characters. */
  line: number;
  column: number;
}

interface Reading {
  pieces: (string | Slot)[];
  malformed: Pick<Slot, 'token' | 'line' | 'column'>[];
}

/**
 * Refuses texts that could not be filled in later; each is named, so that the answer says which one it is. Raises template_malformed and
 * template_variable_unknown with every token and its place.
 */
export function checkTemplates(texts: Record<string, string>, declared: readonly Variable[]): void {
  const read = Object.entries(texts).map(([field, text]) => ({ field, ...readTemplate(text) }));
  const malformed = read.flatMap(({ field, malformed }) => malformed.map((fault) => ({ field, ...fault })));
  if (malformed.length > 0) throw templateMalformed({ malformed });
  const known = new Set(declared.map(({ name }) => name));
  const unknown = read.flatMap(({ field, pieces }) =>
    slotsOf(pieces)
      .filter(({ name }) => !known.has(name))
      .map(({ token, name, line, column }) => ({ field, token, name, line, column })),
  );
  if (unknown.length > 0) throw templateVariableUnknown({ unknown, known: [...known] });
}

/** The names that a text uses, each once. Raises template_malformed. */
export function variablesOf(text: string): string[] {
  const { pieces, malformed } = readTemplate(text);
  if (malformed.length > 0) throw templateMalformed({ malformed });
  return [...new Set(slotsOf(pieces).map(({ name }) => name))];
}

/** A text with variables, and where it will be read. */
export interface Fillable {
  text: string;
  target: TemplateTarget;
}
/** What comes of texts: those that are not there stay so. */
export type Filled<T> = { [F in keyof T]: undefined extends T[F] ? string | undefined : string };

export interface Filling {
  declared: readonly Variable[];
  /** By name. An empty value is none. */
  values: TemplateValues;
  /** A language tag, for dates. */
  language: string;
}

/**
 * The texts with their values, each for its target: nothing in a value is read as HTML or as formatting. Raises template_malformed,
 * template_variable_unknown, and, for all texts together, template_value_missing and template_value_invalid.
 */
export function fillTemplates<T extends Record<string, Fillable | undefined>>(
  texts: T,
  { declared, values, language }: Filling,
): Filled<T> {
  const entries = Object.entries(texts).filter((entry): entry is [string, Fillable] => entry[1] !== undefined);
  checkTemplates(Object.fromEntries(entries.map(([field, { text }]) => [field, text])), declared);
  const kinds = new Map(declared.map(({ name, kind }) => [name, kind]));
  const read = entries.map(([field, { text, target }]) => ({ field, target, pieces: readTemplate(text).pieces }));
  const used = read.flatMap(({ pieces }) => slotsOf(pieces));

  const missing = used.filter(({ name, fallback }) => fallback === null && isEmpty(values[name])).map(({ name }) => name);
  if (missing.length > 0) throw templateValueMissing({ missing: [...new Set(missing)] });
  const names = new Set(used.map(({ name }) => name).filter((name) => !isEmpty(values[name])));
  const invalid = [...names].flatMap((name) => {
    const says = faultOf(values[name]!, kinds.get(name)!);
    return says ? [{ name, says }] : [];
  });
  if (invalid.length > 0) throw templateValueInvalid({ invalid });

  const word = ({ name, fallback }: Slot, target: TemplateTarget) => {
    const kind = kinds.get(name)!;
    if (isEmpty(values[name])) return harmless(fallback!, 'text', target);
    return harmless(written(String(values[name]), kind, language), kind, target);
  };
  return Object.fromEntries(
    read.map(({ field, target, pieces }) => [
      field,
      pieces.map((piece) => (typeof piece === 'string' ? piece : word(piece, target))).join(''),
    ]),
  ) as Filled<T>;
}

/** Values for a preview: what is given, or else the sample of each variable. */
export function sampleValues(declared: readonly Variable[], given: TemplateValues = {}): TemplateValues {
  return Object.fromEntries(declared.map(({ name, sample }) => [name, isEmpty(given[name]) ? sample : given[name]!]));
}

/** What is wrong with a value, as the end of a sentence that begins with its name. */
export function faultOf(value: unknown, kind: VariableKind): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return 'must be text or a number';
  const text = String(value);
  if (text.length > MAX_VALUE) return `must be shorter than or equal to ${MAX_VALUE} characters`;
  switch (kind) {
    case 'number':
      return /^[+-]?(\d[\d,]*)(\.\d+)?$/.test(text) ? undefined : 'must be a number';
    case 'date':
      return isDate(text) ? undefined : 'must be a date, YYYY-MM-DD';
    case 'link':
      return /^https?:\/\/[^\s<>"']+$/i.test(text) && URL.canParse(text)
        ? undefined
        : 'must be a link that begins with http:// or https://';
    case 'text':
      // Half of a surrogate pair, and control characters other than breaks, can be neither stored nor sent.
      return /\p{Cs}|[^\P{Cc}\t\n\r]/u.test(text) ? 'must not hold control characters' : undefined;
  }
}

function readTemplate(text: string): Reading {
  const pieces: (string | Slot)[] = [];
  const malformed: Reading['malformed'] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, inner] = match;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    end = match.index + token.length;
    const place = placeOf(text, match.index);
    const bar = inner?.indexOf('|') ?? -1;
    const name = (bar < 0 ? inner : inner!.slice(0, bar))?.trim();
    const fallback = bar < 0 ? null : inner!.slice(bar + 1).trim();
    if (name === undefined || !VARIABLE_NAME.test(name) || fallback === '')
      malformed.push({ token: clipped(token, text, match.index), ...place });
    else pieces.push({ token, name, fallback, ...place });
  }
  pieces.push(text.slice(end));
  return { pieces, malformed };
}

/** A brace that has no partner is shown with what follows it. */
function clipped(token: string, text: string, at: number): string {
  return token === '{{' ? text.slice(at, at + 30).split('\n')[0]! : token;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: [...lines.at(-1)!].length + 1 };
}

function slotsOf(pieces: (string | Slot)[]): Slot[] {
  return pieces.filter((piece): piece is Slot => typeof piece !== 'string');
}

function isEmpty(value: string | number | undefined): boolean {
  return value === undefined || value === null || String(value).trim() === '';
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function written(value: string, kind: VariableKind, language: string): string {
  if (kind !== 'date') return value;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
}

/** English for what is no language tag. */
function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** WhatsApp has no character that escapes: a space of no width between a mark and its word takes the mark's meaning away. */
const ZERO_WIDTH_SPACE = '\u200b';
/** A mark that begins or ends a word; between letters, as in an order number, it means nothing. */
const WHATSAPP_MARK = /(?<![\p{L}\p{N}])([*_~`]+)(?=\S)|(?<=\S)([*_~`]+)(?![\p{L}\p{N}])/gu;
/** What begins a quotation or an item at the start of a line. */
const WHATSAPP_LINE = /^(\s*(?:>|[*-]|\d{1,3}\.))(?=\s)/gm;

function harmless(value: string, kind: VariableKind, target: TemplateTarget): string {
  switch (target) {
    case 'text':
      return value;
    case 'html':
      return escaped(value)
        .replaceAll("'", '&#39;')
        .replace(/\r\n?|\n/g, '<br>');
    case 'whatsapp':
      // A link that holds another character leads elsewhere.
      if (kind === 'link') return value;
      return value
        .replace(WHATSAPP_MARK, (marks) => [...marks].map((mark) => ZERO_WIDTH_SPACE + mark + ZERO_WIDTH_SPACE).join(''))
        .replace(WHATSAPP_LINE, `${ZERO_WIDTH_SPACE}$1`);
  }
}
