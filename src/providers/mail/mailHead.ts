import type { MailNote } from '../ports/parsedEmail.js';

/** What a header may hold, bytes. A References header is cut between its first and its last ids. */
const MAX_HEADER = 64 * 1024;
const MAX_ADDRESS_HEADER = 512 * 1024;
const MAX_REFERENCES = 32 * 1024;
/** What all headers together may hold; the parser's own limit lies above. */
const MAX_HEAD = 2 * 1024 * 1024;
const MAX_HEADERS = 2_000;
export const MAX_HEAD_SIZE = 3 * 1024 * 1024;

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

/** Where the body begins; the length of all when there is none. */
export function bodyStart(raw: Buffer): number {
  for (let at = raw.indexOf(0x0a); at >= 0; at = raw.indexOf(0x0a, at + 1)) {
    if (raw[at + 1] === 0x0a) return at + 2;
    if (raw[at + 1] === 0x0d && raw[at + 2] === 0x0a) return at + 3;
  }
  return raw.length;
}

/** The message with a head that can be parsed: nothing over-long, no NUL, text in UTF-8. Untouched, and not copied, where that is so already. */
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
  let size = 0;
  let is_cut = false;
  let is_8bit = false;
  const kept: string[] = [];
  for (const field of fields) {
    if (field === '') continue;
    let text = field.replaceAll('\0', '');
    // eslint-disable-next-line no-control-regex
    if (/[^\x00-\x7f]/.test(text) && !isUtf8(text)) {
      is_8bit = true;
      text = Buffer.from(text, 'utf8').toString('latin1');
    }
    const short = shorten(text);
    if (short !== text) is_cut = true;
    if (kept.length >= MAX_HEADERS || size + short.length > MAX_HEAD) {
      is_cut = true;
      break;
    }
    size += short.length + 2;
    kept.push(short);
  }
  if (is_cut) notes.push({ code: 'headers_cut', message: 'Headers were longer than anything should be and were cut.' });
  if (is_8bit)
    notes.push({ code: 'headers_8bit', message: 'Headers held signs of an unnamed character set; they were read as Western European.' });
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

function isPlain(head: Buffer): boolean {
  for (const byte of head) if (byte === 0 || byte >= 0x80) return !head.includes(0) && isUtf8(head.toString('latin1'));
  return true;
}

/** Of text with one character per byte. */
function isUtf8(bytes: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
    return true;
  } catch {
    return false;
  }
}
