import libmime from 'libmime';
import type { MailNote, ParsedAttachment } from '../ports/parsedEmail.js';
import { cleanLine, cutText } from './cleanText.js';
import type { MailPart } from './mailParts.js';

/** Beyond this many, the rest is named in a note and left in the raw message. */
const MAX_ATTACHMENTS = 200;
const MAX_FILENAME = 200;
/** Endings of types that the list of registered ones does not tell, or tells oddly; other texts are opened as plain ones. */
const ENDINGS: Record<string, string> = {
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'application/ms-tnef': 'dat',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
};

/** What came with a message. Names are a stranger's words: no folders, no control signs, not endless. */
export function attachmentsOf(found: readonly MailPart[]): { attachments: ParsedAttachment[]; notes: MailNote[] } {
  const notes: MailNote[] = [];
  const attachments = found.map((part, index): ParsedAttachment => {
    const content_id = cutText(cleanLine(part.content_id), 400);
    const content_type = contentType(part);
    const described = {
      filename: filenameOf(part.filename) || nameless(content_type, index),
      content_type,
      size: part.content.length,
      content_id,
      is_inline: content_id !== '' && (isRelated(part) || part.disposition === 'inline'),
    };
    if (index >= MAX_ATTACHMENTS)
      return {
        ...described,
        content: null,
        note: `Only the first ${MAX_ATTACHMENTS} attachments of a message are stored separately; the raw message contains all of them.`,
      };
    if (!part.is_cut) return { ...described, content: part.content };
    const note = 'The message ends before this attachment does: what is kept of it is incomplete.';
    notes.push({
      code: 'attachment_cut',
      message: `The message ends in the middle of ${described.filename}: what is kept of it is incomplete.`,
    });
    return { ...described, content: part.content, note };
  });
  const refused = attachments.length - MAX_ATTACHMENTS;
  if (refused > 0)
    notes.push({
      code: 'attachments_refused',
      message: `${refused} attachments beyond the first ${MAX_ATTACHMENTS} are in the raw message only.`,
    });
  return { attachments: attachments.slice(0, MAX_ATTACHMENTS * 2), notes };
}

/**
 * The page with `cid:` in front of images that are named by the file or by the address of a part, as `<img src="image001.png">`. Parts
 * that are named so get a content id where they have none, and are inline.
 */
export function linkImages(html: string, attachments: ParsedAttachment[], parts: readonly MailPart[]): string {
  const images = new Map<string, ParsedAttachment>();
  for (const [at, attachment] of attachments.entries()) {
    if (!attachment.content_type.startsWith('image/')) continue;
    for (const name of [attachment.filename, parts[at]!.location])
      if (name !== '' && !images.has(plainName(name))) images.set(plainName(name), attachment);
  }
  if (images.size === 0) return html;
  return html.replace(
    /(<img\b[^<>]{0,2000}?\bsrc\s*=\s*)(?:"([^"]{1,500})"|'([^']{1,500})'|([^\s"'>]{1,500}))/gi,
    (whole, start: string, ...sources: string[]) => {
      const source = sources.slice(0, 3).find((value) => value !== undefined)!;
      const image = /^(?:cid|data):/i.test(source.trim()) ? undefined : images.get(plainName(source));
      if (!image) return whole;
      if (image.content_id === '') image.content_id = image.filename;
      image.is_inline = true;
      return `${start}"cid:${encodeURI(image.content_id).replace(/"/g, '%22')}"`;
    },
  );
}

function plainName(source: string): string {
  const name = source
    .trim()
    .replaceAll('&amp;', '&')
    .replace(/^(?:file:\/*|\.\/)/i, '');
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}

function isRelated(part: MailPart): boolean {
  for (let above = part.parent; above; above = above.parent) if (above.type === 'multipart/related') return true;
  return false;
}

function filenameOf(filename: string): string {
  const bare = cleanLine(filename)
    .split(/[\\/]/)
    .at(-1)!
    .replace(/^\.+/, '')
    .replace(/[<>:"|?*\u202a-\u202e\u2066-\u2069]/g, '_')
    .trim();
  if (bare.length <= MAX_FILENAME) return bare;
  // The ending tells what it is.
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(bare)?.[0] ?? '';
  return cutText(bare, MAX_FILENAME - ending.length) + ending;
}

/** A name by which a program knows what it is: message.eml, image-2.png, attachment-3.pdf. */
function nameless(content_type: string, index: number): string {
  if (content_type === 'message/rfc822') return 'message.eml';
  const ending = ENDINGS[content_type] ?? (content_type.startsWith('text/') ? 'txt' : libmime.detectExtension(content_type));
  return `${content_type.startsWith('image/') ? 'image' : 'attachment'}-${index + 1}.${ending}`;
}

/** What a program that knows no better calls octet-stream is told by its name. */
function contentType({ type, filename }: MailPart): string {
  const named = type === 'application/octet-stream' && filename !== '' ? libmime.detectMimeType(filename) || type : type;
  return /^[\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,100}$/.test(named) ? named : 'application/octet-stream';
}
