import type { Attachment } from 'mailparser';
import type { MailNote, ParsedAttachment } from '../ports/parsedEmail.js';
import { cleanLine, cutText } from './cleanText.js';

/** Beyond this many, the rest is named in a note and left in the raw message. */
const MAX_ATTACHMENTS = 200;
const MAX_FILENAME = 200;

/** What came with a message. Names are a stranger's words: no folders, no control signs, not endless. */
export function attachmentsOf(found: readonly Attachment[]): { attachments: ParsedAttachment[]; notes: MailNote[] } {
  const attachments = found.map((attachment, index): ParsedAttachment => {
    const content_id = cutText(cleanLine(attachment.cid ?? ''), 400);
    const described = {
      filename: filenameOf(attachment),
      content_type: contentType(attachment.contentType),
      size: attachment.content.length,
      content_id,
      is_inline: content_id !== '' && (attachment.related === true || attachment.contentDisposition === 'inline'),
    };
    if (index < MAX_ATTACHMENTS) return { ...described, content: attachment.content };
    return {
      ...described,
      content: null,
      note: `Only the first ${MAX_ATTACHMENTS} attachments of a message are kept apart; the raw message holds all.`,
    };
  });
  const refused = attachments.length - MAX_ATTACHMENTS;
  return {
    attachments: attachments.slice(0, MAX_ATTACHMENTS * 2),
    notes:
      refused > 0
        ? [
            {
              code: 'attachments_refused',
              message: `${refused} attachments beyond the first ${MAX_ATTACHMENTS} are in the raw message only.`,
            },
          ]
        : [],
  };
}

function filenameOf({ filename, contentType }: Attachment): string {
  const bare = cleanLine(filename ?? '')
    .split(/[\\/]/)
    .at(-1)!
    .replace(/^\.+/, '')
    .replace(/[<>:"|?*\u202a-\u202e\u2066-\u2069]/g, '_')
    .trim();
  if (bare === '') return contentType === 'message/rfc822' ? 'message.eml' : '';
  if (bare.length <= MAX_FILENAME) return bare;
  // The ending tells what it is.
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(bare)?.[0] ?? '';
  return cutText(bare, MAX_FILENAME - ending.length) + ending;
}

function contentType(given: string): string {
  const type = given.toLowerCase().split(';')[0]!.trim();
  return /^[\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,100}$/.test(type) ? type : 'application/octet-stream';
}
