import { createHash } from 'node:crypto';

/** Headers that say how a message came, not what it is: a second copy has others. */
const TRACE_HEADERS =
  /^(?:received|return-path|delivered-to|envelope-to|authentication-results|received-spf|arc-[\w-]+|dkim-filter|status|lines|content-length|x-(?:received|original-to|delivered-to|envelope-(?:from|to)|status|uid|uidl|keywords|mozilla-[\w-]+|gm-[\w-]+|gmail-[\w-]+|google-smtp-source|spam-[\w-]+|virus-[\w-]+|forwarded-(?:to|for)|evolution[\w-]*))$/;

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

interface HeadField {
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
