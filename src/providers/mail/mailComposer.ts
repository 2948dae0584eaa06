import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { detectMimeType } from 'nodemailer/lib/mime-funcs';
import { LOOP_HEADER } from './loopToken.js';
import { wireAddress } from './wireAddress.js';

export interface MailPerson {
  email: string;
  name: string;
}

export interface MailToCompose {
  /** With its brackets. */
  message_id: string;
  from: MailPerson;
  to: MailPerson[];
  cc: MailPerson[];
  subject: string;
  date: Date;
  /** Of the answered message, with brackets; empty for a new one. */
  in_reply_to: string;
  reference_ids: string[];
  text: string;
  /** Cleaned. Empty: the message has only text. */
  html: string;
  attachments: { filename: string; content_type: string; content: Buffer; content_id: string; is_inline: boolean }[];
  loop_token: string;
  /** Where answers go, when not to `from`. */
  reply_to?: string;
  /** Further headers, such as List-Unsubscribe. */
  headers?: Record<string, string>;
}

/**
 * The bytes of a message; for the same words always the same ones. Blind recipients do not belong here: they are on the envelope alone.
 */
export function composeMail(mail: MailToCompose): Promise<Buffer> {
  const composer = new MailComposer({
    from: person(mail.from),
    to: mail.to.map(person),
    cc: mail.cc.map(person),
    replyTo: mail.reply_to,
    subject: oneLine(mail.subject),
    messageId: mail.message_id,
    date: mail.date,
    inReplyTo: mail.in_reply_to || undefined,
    references: mail.reference_ids.length > 0 ? mail.reference_ids : undefined,
    text: mail.text,
    html: mail.html || undefined,
    attachments: mail.attachments.map(({ filename, content_type, content, content_id, is_inline }) => ({
      filename: oneLine(filename),
      contentType: oneLine(content_type),
      content,
      // With a name it goes into multipart/related, beside the HTML that shows it.
      ...(is_inline
        ? { cid: content_id.replace(/[\s\p{Cc}<>]/gu, ''), contentDisposition: 'inline' as const }
        : { contentDisposition: 'attachment' as const }),
    })),
    // Prepared: it must not be folded in its middle.
    headers: {
      ...Object.fromEntries(Object.entries(mail.headers ?? {}).map(([name, value]) => [name, { prepared: true, value: oneLine(value) }])),
      [LOOP_HEADER]: { prepared: true, value: oneLine(mail.loop_token) },
    },
    baseBoundary: createHash('sha256').update(mail.message_id).digest('hex').slice(0, 24),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** The same message with another Date; all other bytes stay. */
export function withDate(raw: Buffer, date: Date): Buffer {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end).replace(/^Date: .*$/m, `Date: ${date.toUTCString().replace(/GMT/, '+0000')}`);
  return Buffer.concat([Buffer.from(head, 'latin1'), raw.subarray(end)]);
}

/** By the end of its name; application/octet-stream when that says nothing. */
export function contentTypeOf(filename: string): string {
  return detectMimeType(filename) || 'application/octet-stream';
}

function person({ email, name }: MailPerson): { name: string; address: string } {
  // Within quotes a blank is part of the name: `"john smith"@example.com`.
  const unwanted = /^".*"@/.test(email) ? /[\p{Cc}<>]/gu : /[\s\p{Cc}<>]/gu;
  return { name: oneLine(name), address: wireAddress(email.replace(unwanted, '')) };
}

/** A header is one line: what could begin another one becomes a blank. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
