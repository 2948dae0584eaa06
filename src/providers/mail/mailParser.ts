import { type ParsedMail, simpleParser } from 'mailparser';
import type { MailAddress, MailNote, MailParser, ParsedEmail } from '../ports/parsedEmail.js';
import { readBounce } from './bounceReport.js';
import { cleanLine, cleanText, cutText } from './cleanText.js';
import { htmlToText } from './htmlText.js';
import { addressesOf } from './mailAddresses.js';
import { attachmentsOf } from './mailAttachments.js';
import { bodyStart, headerOf, type MailHeaders, headersOf, MAX_HEAD_SIZE, repairHead } from './mailHead.js';
import { mailKindOf } from './mailKind.js';
import { cleanReferences, messageIdOf, messageIdsIn } from './messageIds.js';
import { separateQuoted } from './quotedText.js';

/** Limits of what a row keeps; the raw message keeps all. */
const MAX_SUBJECT = 1_000;
const MAX_TEXT = 500_000;
const MAX_HTML = 1_000_000;
const MAX_RECIPIENTS = 5_000;
const SNIPPET = 200;
/** Parts of one message; beyond it is a bomb. */
const MAX_PARTS = 1_000;

/** Pages are made into text by our own pass, attachments are not hashed here, and embedded messages stay attachments. */
const OPTIONS = {
  keepCidLinks: true,
  skipImageLinks: true,
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  checksumAlgo: false,
  maxChildNodes: MAX_PARTS,
  maxHeadSize: MAX_HEAD_SIZE,
} as const;

/** Nothing at all can be made of a message. */
class MailUnreadableError extends Error {
  readonly code = 'mail_unreadable';
}

/** Reads messages, also ugly ones: what is wrong is repaired and noted. */
export class MimeMailParser implements MailParser {
  constructor(private readonly loop_secret: string) {}

  async parse(raw: Buffer): Promise<ParsedEmail> {
    const { raw: repaired, notes } = repairHead(raw);
    const mail = await this.structure(repaired, notes);
    const headers = headersOf(mail.headerLines ?? []);
    const { attachments, notes: refusals } = attachmentsOf(mail.attachments);
    notes.push(...refusals);
    const bodies = readBodies(mail, notes);
    const from = writer(mail, headers, notes);
    const subject = readSubject(mail, notes);
    if (!isMessage(headers, bodies.body_text, attachments.length))
      throw new MailUnreadableError('The message has neither headers nor text.');
    const ids = readIds(headers, notes);
    const { kind, kind_reason } = mailKindOf(headers, from?.email ?? '', subject, this.loop_secret);
    const { new_text, quoted_text } = separateQuoted(bodies.body_text, bodies.quote_at);
    return {
      ...ids,
      from,
      reply_to: addressesOf(mail.replyTo),
      to: recipients(mail, 'to', notes),
      cc: recipients(mail, 'cc', notes),
      bcc: recipients(mail, 'bcc', notes),
      subject,
      sent_at: readDate(headerOf(headers, 'date'), notes),
      body_text: bodies.body_text,
      body_html: bodies.body_html,
      new_text,
      quoted_text,
      snippet: cutText(cleanLine(new_text.slice(0, 2_000)), SNIPPET),
      attachments,
      kind,
      kind_reason,
      ...(kind === 'bounce' ? { bounce: readBounce(headers, attachments, bodies.body_text) } : {}),
      notes,
    };
  }

  /** The parts; of a message whose parts are a bomb, the head and the beginning of its body as text. */
  private async structure(raw: Buffer, notes: MailNote[]): Promise<ParsedMail> {
    try {
      return await simpleParser(raw, OPTIONS);
    } catch (error) {
      const start = bodyStart(raw);
      // Without its content type the body is plain text.
      const head = raw.toString('latin1', 0, start).replace(/^(?:content-(?:type|transfer-encoding)):.*(?:\r?\n[ \t].*)*\r?\n/gim, '');
      const body = raw.subarray(start, start + MAX_TEXT);
      notes.push({
        code: 'parts_unreadable',
        message:
          `The parts of the message could not be read (${cutText(cleanLine((error as Error).message), 200)}); ` +
          'the body is shown unprocessed.',
      });
      return simpleParser(Buffer.concat([Buffer.from(head, 'latin1'), body]), OPTIONS);
    }
  }
}

interface Bodies {
  body_text: string;
  body_html: string;
  quote_at: number;
}

function readBodies(mail: ParsedMail, notes: MailNote[]): Bodies {
  let body_html = cleanText(mail.html || '');
  let body_text = cleanText(mail.text ?? '').trim();
  let quote_at = -1;
  if (body_html !== '') {
    const too_long = body_html.length > MAX_HTML;
    // A short text beside a page is often a mere "please use another program".
    if (body_text.length < SNIPPET) {
      const page = htmlToText(body_html.slice(0, MAX_HTML));
      if (body_text === '' || page.text.length > 4 * body_text.length + SNIPPET) [body_text, quote_at] = [page.text, page.quote_at];
    }
    if (too_long) {
      body_html = '';
      notes.push({ code: 'html_refused', message: 'The HTML was too long to keep; its text was kept.' });
    }
  }
  if (body_text.length > MAX_TEXT) {
    body_text = cutText(body_text, MAX_TEXT);
    notes.push({
      code: 'body_cut',
      message: `Only the first ${MAX_TEXT} characters of the text were kept; the raw message contains all of it.`,
    });
  }
  if (body_text.includes('\uFFFD') || body_html.includes('\uFFFD')) {
    notes.push({ code: 'characters_replaced', message: 'Some characters could not be decoded in the character set the message declares.' });
  }
  if (body_text === '' && body_html === '') notes.push({ code: 'body_missing', message: 'The message has no text.' });
  return { body_text, body_html, quote_at };
}

/** Who wrote it: From, or who sent it when there is no From. */
function writer(mail: ParsedMail, headers: MailHeaders, notes: MailNote[]): MailAddress | null {
  const [from, second] = addressesOf(mail.from);
  if ((headers.get('from')?.length ?? 0) > 1 || second)
    notes.push({ code: 'from_repeated', message: 'The message has several senders; the first was used.' });
  if (from) return from;
  const sender = addressesOf(mail.headers?.get('sender') as ParsedMail['from'])[0] ?? null;
  notes.push({
    code: 'from_missing',
    message: sender ? 'The message has no readable From header; Sender was used.' : 'The message does not say who sent it.',
  });
  return sender;
}

function recipients(mail: ParsedMail, field: 'to' | 'cc' | 'bcc', notes: MailNote[]): MailAddress[] {
  const all = addressesOf(mail[field]);
  if (all.length > MAX_RECIPIENTS)
    notes.push({ code: 'recipients_cut', message: `Only the first ${MAX_RECIPIENTS} of ${all.length} addresses in ${field} were kept.` });
  return all.slice(0, MAX_RECIPIENTS);
}

function readSubject(mail: ParsedMail, notes: MailNote[]): string {
  const subject = cleanLine(mail.subject ?? '');
  if (subject === '') notes.push({ code: 'subject_missing', message: 'The message has no subject.' });
  if (subject.length > MAX_SUBJECT)
    notes.push({ code: 'subject_cut', message: `Only the first ${MAX_SUBJECT} characters of the subject were kept.` });
  return cutText(subject, MAX_SUBJECT);
}

function readIds(headers: MailHeaders, notes: MailNote[]) {
  const named = cleanLine(headerOf(headers, 'message-id'));
  const message_id = messageIdOf(named);
  if (message_id === '')
    notes.push({ code: named === '' ? 'message_id_missing' : 'message_id_unusable', message: 'The message has no usable Message-ID.' });
  const in_reply_to = messageIdsIn(cleanText(headerOf(headers, 'in-reply-to')))[0] ?? '';
  const { ids, are_cut } = cleanReferences(cleanText((headers.get('references') ?? []).join(' ')), in_reply_to, message_id);
  if (are_cut)
    notes.push({
      code: 'references_cut',
      message: 'The message refers to too many earlier messages; the first and the last ones were kept.',
    });
  const original_message_id = messageIdOf(cleanLine(headerOf(headers, 'x-google-original-message-id')));
  return { message_id, in_reply_to, reference_ids: ids, ...(original_message_id ? { original_message_id } : {}) };
}

/** The Date header, unless it is none or out of this world. */
function readDate(value: string, notes: MailNote[]): Date | null {
  if (value === '') {
    notes.push({ code: 'date_missing', message: 'The message has no Date header.' });
    return null;
  }
  const date = new Date(cleanLine(value.replace(/\([^)]*\)/g, ' ')));
  const year = date.getUTCFullYear();
  if (year >= 1970 && year < 2200) return date;
  notes.push({ code: 'date_unusable', message: 'The Date header is not a valid date.' });
  return null;
}

/** Any header of a mail, or readable text. */
function isMessage(headers: MailHeaders, text: string, attachments: number): boolean {
  if (['from', 'to', 'subject', 'date', 'message-id', 'received', 'return-path', 'content-type'].some((name) => headers.has(name)))
    return true;
  if (attachments > 0) return true;
  const readable = text.slice(0, 2_000).replace(/\uFFFD/g, '');
  return readable.trim() !== '' && readable.length >= 0.7 * Math.min(text.length, 2_000);
}
