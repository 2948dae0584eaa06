import type { MailAddress, MailNote, MailParser, ParsedEmail } from '../ports/parsedEmail.js';
import { isFailure, readBounce } from './bounceReport.js';
import { decodeWords } from './charset.js';
import { cleanLine, cleanText, cutText } from './cleanText.js';
import { addressesOf } from './mailAddresses.js';
import { attachmentsOf, linkImages } from './mailAttachments.js';
import { bodyOf, MAX_HTML, MAX_TEXT } from './mailBody.js';
import { parseMailDate } from './mailDate.js';
import { bodyStart, headerOf, type MailHeaders, headersOf, repairHead } from './mailHead.js';
import { mailKindOf } from './mailKind.js';
import { splitMail, type SplitMail } from './mailParts.js';
import { isForm, speakerOf, writerOf } from './mailWriter.js';
import { cleanReferences, messageIdOf, messageIdsIn } from './messageIds.js';
import { separateQuoted } from './quotedText.js';
import { FORWARD_PREFIX } from './subjectPrefixes.js';

const MAX_SUBJECT = 1_000;
const MAX_RECIPIENTS = 5_000;
const SNIPPET = 200;

/** Nothing at all can be made of a message. */
class MailUnreadableError extends Error {
  readonly code = 'mail_unreadable';
}

/** Reads messages, also ugly ones: what is wrong is repaired and noted. */
export class MimeMailParser implements MailParser {
  constructor(private readonly loop_secret: string) {}

  async parse(raw: Buffer): Promise<ParsedEmail> {
    const { raw: repaired, notes } = repairHead(raw);
    const { root, fields } = await this.split(repaired, notes);
    const headers = headersOf(fields);
    const body = bodyOf(root, notes);
    const { attachments, notes: about } = attachmentsOf(body.attachments);
    notes.push(...about);
    const subject = readSubject(headers, notes);
    const body_text = readText(body.texts, notes);
    const body_html = readHtml(linkImages(body.html, attachments, body.attachments), notes);
    noteGaps(body_text, body_html, notes);
    const named = writerOf(headers, notes);
    if (!isMessage(headers, body_text, attachments.length)) throw new MailUnreadableError('The message has neither headers nor text.');
    const ids = readIds(headers, notes);
    const reply_to = addressesOf(headers.get('reply-to') ?? []);
    const speaker = speakerOf(headers, named, reply_to);
    const found = mailKindOf(headers, named?.email ?? '', subject, this.loop_secret, speaker !== undefined);
    const bounce = found.kind === 'bounce' ? readBounce(headers, attachments, body_text) : undefined;
    // What says that it was, or may yet be, delivered brings nothing back.
    const is_failure = !bounce || isFailure(bounce);
    const { kind, kind_reason } = is_failure
      ? found
      : { kind: 'auto_reply' as const, kind_reason: `${found.kind_reason}, ${bounce.recipients[0]!.action}` };
    const list_id = /<([^<>]+)>/.exec(headerOf(headers, 'list-id'))?.[1]?.trim().toLowerCase() ?? '';
    const { new_text, quoted_text } = separateQuoted(body.texts, FORWARD_PREFIX.test(subject));
    return {
      ...ids,
      from: kind === 'message' && named && speaker && isForm(named) ? spokenFor(named, speaker, notes) : named,
      reply_to,
      to: recipients(headers, 'to', notes),
      cc: recipients(headers, 'cc', notes),
      bcc: recipients(headers, 'bcc', notes),
      subject,
      sent_at: readDate(headerOf(headers, 'date'), notes),
      body_text,
      body_html,
      new_text: cutText(new_text, MAX_TEXT),
      quoted_text: cutText(quoted_text, MAX_TEXT),
      snippet: cutText(cleanLine(new_text.slice(0, 2_000)), SNIPPET),
      attachments,
      kind,
      kind_reason,
      ...(list_id ? { list_id } : {}),
      ...(bounce ? { bounce } : {}),
      notes,
    };
  }

  /** The parts; of a message whose parts are a bomb, the head and the beginning of its body as text. */
  private async split(raw: Buffer, notes: MailNote[]): Promise<SplitMail> {
    try {
      return await splitMail(raw, notes);
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
      return splitMail(Buffer.concat([Buffer.from(head, 'latin1'), body]), notes);
    }
  }
}

function readText(texts: readonly { text: string }[], notes: MailNote[]): string {
  const text = texts
    .map((piece) => piece.text)
    .join('\n\n')
    .trim();
  if (text.length > MAX_TEXT)
    notes.push({
      code: 'body_cut',
      message: `Only the first ${MAX_TEXT} characters of the text were kept; the raw message contains all of it.`,
    });
  return cutText(text, MAX_TEXT);
}

function readHtml(html: string, notes: MailNote[]): string {
  if (html.length <= MAX_HTML) return html;
  notes.push({ code: 'html_refused', message: 'The HTML was too long to keep; its text was kept.' });
  return '';
}

function noteGaps(text: string, html: string, notes: MailNote[]): void {
  if (text.includes('\uFFFD') || html.includes('\uFFFD'))
    notes.push({ code: 'characters_replaced', message: 'Some characters could not be decoded in the character set the message declares.' });
  if (text === '' && html === '') notes.push({ code: 'body_missing', message: 'The message has no text.' });
}

function spokenFor(form: MailAddress, speaker: MailAddress, notes: MailNote[]): MailAddress {
  notes.push({ code: 'from_rewritten', message: `${form.email} is a form or a program; who wrote it is named by Reply-To.` });
  return speaker;
}

function recipients(headers: MailHeaders, field: 'to' | 'cc' | 'bcc', notes: MailNote[]): MailAddress[] {
  const all = addressesOf(headers.get(field) ?? []);
  if (all.length > MAX_RECIPIENTS)
    notes.push({ code: 'recipients_cut', message: `Only the first ${MAX_RECIPIENTS} of ${all.length} addresses in ${field} were kept.` });
  return all.slice(0, MAX_RECIPIENTS);
}

function readSubject(headers: MailHeaders, notes: MailNote[]): string {
  const subject = cleanLine(decodeWords(headerOf(headers, 'subject')));
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
  const date = parseMailDate(cleanLine(value));
  if (date && !date.is_zone_known)
    notes.push({ code: 'date_zone_unknown', message: 'The Date header names an unknown time zone; it was read as UTC.' });
  if (date) return date.at;
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
