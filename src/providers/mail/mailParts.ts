import mailsplit, { type MimeNode } from '@zone-eu/mailsplit';
import type { MailNote } from '../ports/parsedEmail.js';
import { MAX_HEAD_SIZE } from './mailHead.js';

/** Parts of one message; beyond it is a bomb. */
const MAX_PARTS = 1_000;
/** How often text is looked through again whose boundary is another one. */
const MAX_REPAIRS = 3;
/** Where a boundary is looked for, characters, and how many lines are tried. */
const SEARCHED = 64 * 1024;
const MAX_TRIED = 20;
/** Embedded messages stay attachments. */
const OPTIONS = { ignoreEmbedded: true, maxChildNodes: MAX_PARTS, maxHeadSize: MAX_HEAD_SIZE } as const;

/** A part of a message, in its place; one that has parts itself has no content. */
export interface MailPart {
  /** Lower case, such as `text/plain`. */
  type: string;
  disposition: string;
  filename: string;
  /** As declared; empty without. */
  charset: string;
  /** Without angle brackets. */
  content_id: string;
  /** The address that a page may name it by. */
  location: string;
  /** Lines of text that belong together; with `delsp` the blanks at their ends are none. */
  flowed: 'no' | 'yes' | 'delsp';
  /** Without its transfer encoding. */
  content: Buffer;
  children: MailPart[];
  parent?: MailPart;
  /** Whether the message ended before this part did. */
  is_cut: boolean;
}

export interface SplitMail {
  root: MailPart;
  /** The fields of the head, one character per byte. */
  fields: { key: string; line: string }[];
}

/** Where the bytes of a part are gathered. */
interface Gathered {
  node: MimeNode;
  part: MailPart;
  pieces: Buffer[];
}

/** A message in its parts. Raises when they are a bomb. */
export async function splitMail(raw: Buffer, notes: MailNote[], repairs = 0): Promise<SplitMail> {
  const gathered = new Map<MimeNode, Gathered>();
  const splitter = new mailsplit.Splitter(OPTIONS);
  splitter.end(raw);
  let last: MimeNode | undefined;
  for await (const chunk of splitter as AsyncIterable<MimeNode | { type: 'data' | 'body'; node: MimeNode; value?: Buffer | false }>) {
    if (chunk.type === 'node') {
      const part = describe(chunk);
      const parent = chunk.parentNode ? gathered.get(chunk.parentNode)?.part : undefined;
      if (parent) {
        part.parent = parent;
        parent.children.push(part);
      }
      gathered.set(chunk, { node: chunk, part, pieces: [] });
      last = chunk;
      continue;
    }
    const into = gathered.get(chunk.node);
    // What stands around parts is none of them, unless there are none.
    if (into && chunk.value && (chunk.type === 'body' || into.part.children.length === 0)) into.pieces.push(chunk.value);
    if (chunk.type === 'data' && chunk.node !== last) last = undefined;
  }
  for (const { node, part, pieces } of gathered.values()) {
    if (part.children.length > 0) continue;
    part.content = await decoded(node, Buffer.concat(pieces));
    if (node.multipart) await findParts(part, notes, repairs);
  }
  const [first] = gathered.values();
  if (last?.parentNode && gathered.get(last)) gathered.get(last)!.part.is_cut = true;
  return { root: first!.part, fields: first!.node.headers ? first!.node.headers.getList() : [] };
}

function describe(node: MimeNode): MailPart {
  const field = (name: string) => (node.headers ? node.headers.getFirst(name) : '');
  const type = node.contentType || 'text/plain';
  return {
    // What is no type at all is text, says RFC 2045.
    type: /^[^\s/]+\/[^\s/]+$/.test(type) ? type : 'text/plain',
    disposition: node.disposition || '',
    filename: node.filename || '',
    charset: node.charset || '',
    content_id: field('content-id').replace(/^[\s<]+|[\s>]+$/g, ''),
    location: field('content-location'),
    flowed: !node.flowed ? 'no' : node.delSp ? 'delsp' : 'yes',
    content: Buffer.alloc(0),
    children: [],
    is_cut: false,
  };
}

async function decoded(node: MimeNode, bytes: Buffer): Promise<Buffer> {
  if (node.encoding !== 'base64' && node.encoding !== 'quoted-printable') return bytes;
  const decoder = node.getDecoder();
  decoder.end(bytes);
  const pieces: Buffer[] = [];
  for await (const piece of decoder) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The parts of one that names no boundary, or another one than it has; when there are none it is text. */
async function findParts(part: MailPart, notes: MailNote[], repairs: number): Promise<void> {
  if (part.content.toString('latin1').trim() === '') return;
  notes.push({
    code: 'boundary_unusable',
    message: 'The parts of the message are not set apart as it says; they were found by their look.',
  });
  const boundary = repairs < MAX_REPAIRS ? boundaryIn(part.content) : undefined;
  if (boundary !== undefined) {
    const head = Buffer.from(`Content-Type: ${part.type}; boundary="${boundary.replace(/["\\]/g, '\\$&')}"\r\n\r\n`, 'latin1');
    const { root } = await splitMail(Buffer.concat([head, part.content]), notes, repairs + 1);
    if (root.children.length > 0) {
      part.children = root.children;
      part.content = Buffer.alloc(0);
      for (const child of part.children) child.parent = part;
      return;
    }
  }
  part.type = /<(?:!doctype html|html|body|div|p|table|br)\b/i.test(part.content.toString('latin1', 0, 4_096)) ? 'text/html' : 'text/plain';
}

/** The first line that looks like a boundary: headers follow it, or it comes again at the end. */
function boundaryIn(content: Buffer): string | undefined {
  const text = content.toString('latin1');
  const lines = [...text.slice(0, SEARCHED).matchAll(/^--([^\s-][^\r\n]{0,199}?|-[^\r\n]{1,199}?)[ \t]*\r?\n/gm)].slice(0, MAX_TRIED);
  const found = lines.find(
    ({ 0: line, 1: name, index }) =>
      /^\s*content-[a-z-]+[ \t]*:/i.test(text.slice(index + line.length, index + line.length + 200)) || text.includes(`\n--${name!}--`),
  );
  return found?.[1];
}
