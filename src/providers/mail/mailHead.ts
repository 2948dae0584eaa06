import { isUtf8 } from 'node:buffer';
import type { MailNote } from '../ports/parsedEmail.js';
import { decodeText, guessCharset } from './charset.js';

/** What a header may hold, bytes. A References header is cut between its first and its last ids. */
const MAX_HEADER = 64 * 1024;
const MAX_ADDRESS_HEADER = 512 * 1024;
const MAX_REFERENCES = 32 * 1024;
/** What all headers together may hold; the parser's own limit lies above. */
const MAX_HEAD = 2 * 1024 * 1024;
const MAX_HEADERS = 2_000;
export const MAX_HEAD_SIZE = 3 * 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;

const ADDRESS_HEADER = /^(from|to|cc|bcc|reply-to|sender):/i;

/** The headers of a message by lower-case name, in their order, unfolded. */
export type MailHeaders = ReadonlyMap<string, readonly string[]>;

export function headersOf(lines: readonly { key: string; line: string }[]): MailHeaders {
  const headers = new Map<string, string[]>();
  for (const { key, line } of lines) {
    // A line is one character per byte.
    const text = Buffer.from(line, 'latin1').toString('utf8');
    const value = text
      .slice(text.indexOf(':') + 1)
      .replace(/\r?\n[ \t]*/g, ' ')
      .trim();
    const known = headers.get(key);
    if (known) known.push(value);
    else headers.set(key, [value]);
  }
  return headers;
}

/** The first header of a name; empty without one. */
export function headerOf(headers: MailHeaders, name: string): string {
  return headers.get(name)?.[0] ?? '';
}

/** A field of a raw message. */
export interface HeadField {
  /** Lower case. */
  name: string;
  /** As it stands, folded lines and all. */
  start: number;
  end: number;
  source: Buffer;
}

/** The fields of a head and where the body begins. A line that is neither field nor continuation ends the head, as an empty one does. */
export function readHead(source: Buffer): { fields: HeadField[]; body_at: number } {
  const fields: HeadField[] = [];
  let at = 0;
  while (at < source.length) {
    const newline = source.indexOf(LF, at);
    const next = newline < 0 ? source.length : newline + 1;
    const first = source[at]!;
    if (first === LF || (first === CR && source[at + 1] === LF)) return { fields, body_at: next };
    const last = fields.at(-1);
    if (first === 0x20 || first === 0x09) {
      if (last) last.end = next;
    } else {
      const name = nameOf(source, at, next);
      // The line that mailbox files put in front of a message.
      const is_envelope = at === 0 && source.toString('latin1', 0, 5) === 'From ';
      if (name === undefined && !is_envelope) return { fields, body_at: at };
      if (name !== undefined) fields.push({ name, start: at, end: next, source });
    }
    at = next;
  }
  return { fields, body_at: source.length };
}

/** The name before the colon; undefined when the line is no field. */
function nameOf(source: Buffer, start: number, end: number): string | undefined {
  const colon = source.subarray(start, Math.min(end, start + 128)).indexOf(0x3a);
  if (colon <= 0) return undefined;
  const name = source.toString('latin1', start, start + colon).trimEnd();
  return /^[\x21-\x7e]+$/.test(name) ? name.toLowerCase() : undefined;
}

/**
 * Where the body begins for the library that parses: behind the first empty line, whatever stands before; the length of all when there is
 * none. `readHead` stops where the fields do.
 */
export function bodyStart(raw: Buffer): number {
  for (let at = raw.indexOf(0x0a); at >= 0; at = raw.indexOf(0x0a, at + 1)) {
    if (raw[at + 1] === 0x0a) return at + 2;
    if (raw[at + 1] === 0x0d && raw[at + 2] === 0x0a) return at + 3;
  }
  return raw.length;
}

/**
 * The message with a head that can be parsed: nothing over-long, no NUL, text in UTF-8. Untouched, and not copied, where that is so
 * already.
 */
export function repairHead(raw: Buffer): { raw: Buffer; notes: MailNote[] } {
  const notes: MailNote[] = [];
  let whole = raw;
  // A stray empty line before the headers would make all of them text.
  const lead = /^[\r\n]+(?=[A-Za-z][\w-]*:)/.exec(raw.toString('latin1', 0, 200));
  if (lead) whole = raw.subarray(lead[0].length);
  const end = bodyStart(whole);
  const head = whole.subarray(0, end);
  if (head.length <= MAX_HEADER && isPlain(head)) return { raw: whole, notes };

  const fields = head.toString('latin1').split(/\r?\n(?![ \t])/);
  const odd = fields.filter(isOdd);
  const charset = odd.length > 0 ? charsetOf(whole, Buffer.from(odd.join('\n'), 'latin1')) : '';
  let size = 0;
  let is_cut = false;
  const kept: string[] = [];
  for (const field of fields) {
    if (field === '') continue;
    let text = field.replaceAll('\0', '');
    if (isOdd(text)) text = Buffer.from(decodeText(Buffer.from(text, 'latin1'), charset).text, 'utf8').toString('latin1');
    const short = shorten(text);
    if (short !== text) is_cut = true;
    if (kept.length >= MAX_HEADERS || size + short.length > MAX_HEAD) {
      is_cut = true;
      break;
    }
    size += short.length + 2;
    kept.push(short);
  }
  if (is_cut) notes.push({ code: 'headers_cut', message: 'The headers were too long and were cut.' });
  if (odd.length > 0)
    notes.push({
      code: 'headers_8bit',
      message: `The headers contained characters of an undeclared character set; they were read as ${charset || 'iso-2022-jp'}.`,
    });
  return { raw: Buffer.concat([Buffer.from(`${kept.join('\r\n')}\r\n\r\n`, 'latin1'), whole.subarray(end)]), notes };
}

function shorten(field: string): string {
  if (/^(references|in-reply-to):/i.test(field)) {
    if (field.length <= MAX_REFERENCES) return field;
    // Whole ids only: half of one must not pass for another.
    const first = field.slice(0, MAX_REFERENCES / 2).replace(/<[^>]*$/, '');
    return `${first} ${field.slice(-MAX_REFERENCES / 2).replace(/^[^<]*/, '')}`;
  }
  const most = ADDRESS_HEADER.test(field) ? MAX_ADDRESS_HEADER : MAX_HEADER;
  if (field.length <= most) return field;
  const cut = field.slice(0, most);
  return ADDRESS_HEADER.test(field) ? cut.slice(0, Math.max(cut.lastIndexOf(','), cut.indexOf(':') + 1)) : cut;
}

/** Nothing but UTF-8, without NUL, and without the shifts of ISO-2022-JP. */
function isPlain(head: Buffer): boolean {
  return isUtf8(head) && !head.includes(0) && !head.includes(0x1b);
}

/** Text, one character per byte, in another character set than UTF-8. */
function isOdd(field: string): boolean {
  return field.includes('\x1b$') || !isUtf8(Buffer.from(field, 'latin1'));
}

/** The character set of bytes in the head: that of the body, if they are of it. */
function charsetOf(message: Buffer, bytes: Buffer): string {
  if (isUtf8(bytes)) return '';
  for (const [, name] of message.toString('latin1', 0, 64 * 1024).matchAll(/\bcharset\s*=\s*["']?([\w.:-]{1,40})/gi)) {
    const { guessed } = decodeText(bytes, name!);
    if (guessed === undefined) return name!.toLowerCase();
  }
  return guessCharset(bytes);
}
