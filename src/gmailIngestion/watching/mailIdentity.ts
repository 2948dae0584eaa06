import { createHash } from 'node:crypto';
import { type HeadField, readHead } from '../../providers/mail/mailHead.js';

/** Headers that say how a message came, not what it is: a second copy has others. */
const TRACE_HEADERS = new RegExp(
  `^(?:${[
    'received|return-path|delivered-to|envelope-to|authentication-results|received-spf|arc-[\\w-]+|dkim-filter',
    'status|lines|content-length',
    'x-(?:received|original-to|delivered-to|envelope-(?:from|to)|status|uid|uidl|keywords|mozilla-[\\w-]+|gm-[\\w-]+|gmail-[\\w-]+|' +
      'google-smtp-source|spam-[\\w-]+|virus-[\\w-]+|forwarded-(?:to|for)|evolution[\\w-]*)',
  ].join('|')})$`,
);

const LF = 0x0a;
const CR = 0x0d;

/**
 * What makes a message this one, wherever in its mailbox it lies and however often it is fetched: Gmail's own number; otherwise
 * Message-ID with From and Date, because careless senders use one id for many messages; otherwise the message itself.
 */
export function identityOf({ gmail_message_id, source }: { gmail_message_id?: string; source: Buffer }): string {
  if (gmail_message_id) return `gm:${gmail_message_id}`;
  const { fields, body_at } = readHead(source);
  const message_id = valueOf(fields, 'message-id');
  // Some programs write an empty pair of brackets.
  const core = /<\s*([^<>]*?)\s*>/.exec(message_id)?.[1] ?? message_id;
  if (core !== '') return `mid:${sha256([core, valueOf(fields, 'from').toLowerCase(), valueOf(fields, 'date')].join('\n'))}`;
  return `raw:${hashWithoutTrace(source, fields, body_at)}`;
}

/** The identity of a message whose Message-ID, From and Date are those of another one: the message itself. */
export function identityByContent(source: Buffer): string {
  const { fields, body_at } = readHead(source);
  return `raw:${hashWithoutTrace(source, fields, body_at)}`;
}

/** What lists put into a head. */
const LIST_FIELD = /^(?:list-(?:id|post|unsubscribe)|precedence|x-mailinglist|x-google-group-id)$/;
/** What sets parts apart and describes them: lists and gateways do it anew. */
const FRAME = /^(?:--|content-|mime-version:|(?:boundary|charset|name|filename|format|delsp)\*?=|thisisamulti-?partmessage)/i;

/** Larger ones are not compared line by line, bytes. */
const MAX_COMPARED = 4 * 1024 * 1024;

/** Whether of two messages with the same Message-ID, From and Date each says what the other does; a list may add a footer and a tag. */
export function isCopy(one: Buffer, other: Buffer): boolean {
  if (Math.max(one.length, other.length) > MAX_COMPARED) return identityByContent(one) === identityByContent(other);
  const [a, b] = [lettersOf(one), lettersOf(other)];
  const lacks = (from: ReadonlySet<string>, lines: ReadonlySet<string>) => [...lines].some((line) => !from.has(line));
  // What only one of them says, a list must have added.
  const adds = (more: Letters, less: Letters) => more.is_list && less.lines.size > 0 && more.subject.includes(less.subject);
  const [a_lacks, b_lacks] = [lacks(a.lines, b.lines), lacks(b.lines, a.lines)];
  if (!a_lacks && !b_lacks && a.subject === b.subject) return true;
  return (!a_lacks && adds(a, b)) || (!b_lacks && adds(b, a));
}

interface Letters {
  subject: string;
  lines: ReadonlySet<string>;
  is_list: boolean;
}

/** What a message says, by lines without blanks, whatever its transfer encoding. */
function lettersOf(source: Buffer): Letters {
  const { fields, body_at } = readHead(source);
  const lines = source
    .toString('latin1', body_at)
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .split('\n')
    .map((line) => line.replace(/\s+/g, ''))
    .filter((line) => line !== '' && !FRAME.test(line));
  return {
    subject: valueOf(fields, 'subject').replace(/\s+/g, '').toLowerCase(),
    lines: new Set(lines),
    is_list: fields.some(({ name }) => LIST_FIELD.test(name)),
  };
}

/** The first field of that name in one line; empty when there is none. Bytes beyond ASCII stay what they are. */
function valueOf(fields: HeadField[], name: string): string {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) return '';
  const text = field.source.toString('latin1', field.start, field.end);
  return text
    .slice(text.indexOf(':') + 1)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Without the trace headers, and alike whether lines end in CRLF or LF. */
function hashWithoutTrace(source: Buffer, fields: HeadField[], body_at: number): string {
  const hash = createHash('sha256');
  for (const { name, start, end } of fields) if (!TRACE_HEADERS.test(name)) addLines(hash, source.subarray(start, end));
  hash.update('\n');
  addLines(hash, source.subarray(body_at));
  return hash.digest('hex');
}

function addLines(hash: ReturnType<typeof createHash>, bytes: Buffer): void {
  let at = 0;
  for (;;) {
    const newline = bytes.indexOf(LF, at);
    if (newline < 0) break;
    hash.update(bytes.subarray(at, newline > at && bytes[newline - 1] === CR ? newline - 1 : newline)).update('\n');
    at = newline + 1;
  }
  if (at < bytes.length) hash.update(bytes.subarray(at));
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
