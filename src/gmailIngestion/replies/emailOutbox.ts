import { Injectable } from '@nestjs/common';
import { ConfigService } from '../../common/config/config.service.js';
import { defineError } from '../../common/errors/appError.js';
import { FileStore } from '../../common/files/fileStore.js';
import { loopToken } from '../../providers/mail/loopToken.js';
import { composeMail, type MailPerson, withDate } from '../../providers/mail/mailComposer.js';
import { wireAddress, wireDomain } from '../../providers/mail/wireAddress.js';
import type { RecipientDto } from '../composing/dto/mailWords.dto.js';
import type { Email, Mailbox } from '../composing/outgoingMail.js';
import { EmailReplyRepository, type MailToQueue } from './emailReply.repository.js';
import type { OutgoingFile } from '../composing/mailContent.js';
import { type ReplyBody, snippetOf } from '../composing/replyBody.js';
import { GMAIL_INGESTION } from '../gmailIngestion.settings.js';

export const noRecipients = defineError('no_recipients', 422, 'No recipients are left; add at least one to `to`.');
export const tooManyRecipients = defineError('too_many_recipients', 422, 'An e-mail can have at most 100 recipients.');
export const messageTooLarge = defineError('message_too_large', 422, 'With its attachments, the e-mail is too large to send.');
export const sendAfterTooFar = defineError('send_after_too_far', 422, 'An e-mail can be scheduled at most one year ahead.');

const MAX_RECIPIENTS = 100;
const YEAR_MS = 366 * 86_400_000;
/** What base64 and its line ends add. */
const ENCODING_GROWTH = 1.37;

/** An e-mail that is decided in all but its bytes. */
export interface MailOrder {
  /** Names the send and the message: the same one is queued once. */
  send_id: string;
  /** Null: no person. */
  created_by: string | null;
  /** A rule wrote it by itself: machines of the other side do not answer it. */
  is_automatic?: boolean;
  mailbox: Mailbox;
  /** Null: a new thread. */
  thread_id: string | null;
  /** The version of the thread that its writer saw. */
  thread_version?: number;
  to: MailPerson[];
  cc: MailPerson[];
  bcc: MailPerson[];
  subject: string;
  in_reply_to: string;
  reference_ids: string[];
  body: ReplyBody;
  attachments: OutgoingFile[];
  /** What was left out, for whoever looks at it. */
  notes?: { code: string; message: string }[];
  upload_ids?: string[];
  send_after?: string;
  set_status?: string;
  resend_of?: string;
  /** It passes this e-mail on. */
  forward_of?: string;
  draft?: { id: string; version: number };
  /** The canned text that it was made from. */
  template_id?: string;
}

/** Turns orders into messages that wait to be sent. The bytes are made here, once: every try and the copy in Sent are the same message. */
@Injectable()
export class EmailOutbox {
  constructor(
    private readonly repository: EmailReplyRepository,
    private readonly files: FileStore,
    private readonly config: ConfigService,
  ) {}

  async queue(order: MailOrder, now: Date): Promise<Email> {
    return this.repository.queue(await this.prepare(order, now));
  }

  /** With its bytes, for queue_email. */
  async prepare(order: MailOrder, now: Date): Promise<MailToQueue> {
    const { mailbox, body } = order;
    const { to, cc, bcc } = distinctRecipients(order);
    const recipients = to.length + cc.length + bcc.length;
    if (recipients === 0) throw noRecipients();
    if (recipients > MAX_RECIPIENTS) throw tooManyRecipients({ recipients, limit: MAX_RECIPIENTS });
    const send_after = this.sendTime(order.send_after, now);
    const message_id = `<${order.send_id}@${wireDomain(mailbox.email_address)}>`;
    const from = { email: mailbox.email_address, name: mailbox.display_name };
    const raw = await this.compose(order, { message_id, from, to, cc, date: send_after });
    const { sha256: raw_sha256, size } = await this.files.put(raw);
    return {
      send_id: order.send_id,
      support_email_id: mailbox.id,
      thread_id: order.thread_id,
      thread_version: order.thread_version ?? null,
      resend_of: order.resend_of ?? null,
      forward_of: order.forward_of ?? null,
      draft_id: order.draft?.id ?? null,
      draft_version: order.draft?.version ?? null,
      message_id,
      in_reply_to: order.in_reply_to,
      reference_ids: order.reference_ids,
      from_email: from.email,
      from_name: from.name,
      to_recipients: to,
      cc_recipients: cc,
      bcc_recipients: bcc,
      subject: order.subject,
      snippet: snippetOf(body.new_text || body.quoted_text),
      body_text: body.text,
      body_html: body.html,
      new_text: body.new_text,
      quoted_text: body.quoted_text,
      size,
      attachments: order.attachments,
      notes: order.notes ?? [],
      upload_ids: order.upload_ids ?? [],
      raw_sha256,
      send_after: send_after.toISOString(),
      set_status: order.set_status ?? null,
      template_id: order.template_id ?? null,
      created_by: order.created_by,
    };
  }

  /**
   * The same message at another time: its Date says it, so its bytes are others. Raises send_not_reschedulable, send_after_too_far,
   * file_missing.
   */
  async reschedule(email_id: string, send_id: string, send_after: string, actor_id: string, now: Date): Promise<void> {
    const at = this.sendTime(send_after, now);
    const send = await this.repository.send(send_id);
    const raw = withDate(await this.files.read(String(send?.payload['raw_sha256'])), at);
    const { sha256, size } = await this.files.put(raw);
    await this.repository.reschedule(email_id, at.toISOString(), sha256, size, actor_id);
  }

  private async compose(
    order: MailOrder,
    head: { message_id: string; from: MailPerson; to: MailPerson[]; cc: MailPerson[]; date: Date },
  ): Promise<Buffer> {
    const limit = this.config.of(GMAIL_INGESTION).EMAIL_MAX_SEND_MB * 1_048_576;
    const expected = Math.round(order.attachments.reduce((sum, { size }) => sum + size, 0) * ENCODING_GROWTH);
    if (expected > limit) throw messageTooLarge({ size: expected, limit });
    const attachments = [];
    for (const { sha256, ...head } of order.attachments) attachments.push({ ...head, content: await this.files.read(sha256) });
    const raw = await composeMail({
      ...head,
      subject: order.subject,
      in_reply_to: order.in_reply_to,
      reference_ids: order.reference_ids,
      text: order.body.text,
      html: order.body.html,
      attachments,
      loop_token: loopToken(this.config.link_secret, head.message_id),
      // RFC 3834.
      headers: order.is_automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {},
    });
    if (raw.length > limit) throw messageTooLarge({ size: raw.length, limit });
    return raw;
  }

  /** What is named for the past is sent now; what is not named can be taken back for some seconds. */
  private sendTime(named: string | undefined, now: Date): Date {
    if (named === undefined) return new Date(now.getTime() + this.config.of(GMAIL_INGESTION).EMAIL_UNDO_SECONDS * 1000);
    const at = Math.max(Date.parse(named), now.getTime());
    if (at > now.getTime() + YEAR_MS) throw sendAfterTooFar();
    return new Date(at);
  }
}

/** As they are stored. */
export function peopleOf(given: RecipientDto[] | undefined): MailPerson[] {
  return (given ?? []).map(({ email, name }) => ({ email, name: name ?? '' }));
}

/** Everybody once, where he is named first. */
function distinctRecipients({ to, cc, bcc }: Pick<MailOrder, 'to' | 'cc' | 'bcc'>): Pick<MailOrder, 'to' | 'cc' | 'bcc'> {
  const seen = new Set<string>();
  const isNew = ({ email }: MailPerson) => {
    const key = wireAddress(email).toLowerCase();
    return !seen.has(key) && seen.add(key);
  };
  const once = (people: MailPerson[]) => people.filter(isNew);
  return { to: once(to), cc: once(cc), bcc: once(bcc) };
}
