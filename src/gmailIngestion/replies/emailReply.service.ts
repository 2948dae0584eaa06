import { Injectable } from '@nestjs/common';
import type { EmailNoteDto } from '../emails/dto/email.dto.js';
import { ChatTemplatesService } from '../../chatIngestion/templates/chatTemplates.service.js';
import { defineError } from '../../common/errors/appError.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { emailNotFound, emailNotOutbound, supportEmailNotFound } from '../gmailIngestion.errors.js';
import type { OutboundEmailDto, ReplyEmailDto, RescheduleEmailDto, SettleEmailDto, WriteEmailDto } from './dto/emailReply.dto.js';
import { EmailOutbox, peopleOf } from './emailOutbox.js';
import type { Email, Mailbox } from '../composing/outgoingMail.js';
import { EmailReplyRepository, type MailToQueue } from './emailReply.repository.js';
import { MailContent } from '../composing/mailContent.js';
import { isMessageId, replyRecipients, replyReferences, replySubject } from '../composing/replyHeaders.js';

export const emailNotFailed = defineError(
  'email_not_failed',
  409,
  'Only a failed e-mail can be resent; if its outcome is unknown, settle that first.',
);
export const mailboxInactive = defineError('mailbox_inactive', 422, 'The mailbox is inactive.');

/** Who asks, and the id that what he makes gets. */
export interface Author {
  send_id: string;
  created_by: string;
  /** No person wrote it: a rule that he made did. It is nobody's answer then. */
  is_automatic?: boolean;
  draft?: { id: string; version: number };
}

/** E-mails that we write: from the words to the row that waits to be sent, and what people do about it afterwards. */
@Injectable()
export class EmailReplyService {
  constructor(
    private readonly repository: EmailReplyRepository,
    private readonly outbox: EmailOutbox,
    private readonly words: MailContent,
    private readonly templates: ChatTemplatesService,
  ) {}

  /** Answers an e-mail, in its thread. */
  async reply(email_id: string, body: ReplyEmailDto, author: Author): Promise<OutboundEmailDto> {
    return this.shown(await this.repository.queue(await this.prepareReply(email_id, body, author)));
  }

  /** The same for queue_email: whoever calls that does more in its transaction. */
  async prepareReply(email_id: string, body: ReplyEmailDto, author: Author): Promise<MailToQueue> {
    const answered = await this.email(email_id);
    const [mailbox, ours, parts] = await Promise.all([
      this.mailbox(answered.support_email_id),
      this.repository.ownAddresses(),
      this.repository.attachments(answered.id),
    ]);
    const words = await this.filled(body, answered, author);
    const content = await this.words.compose(
      words,
      { ...author, mailbox, email: answered, as: (body.include_quote ?? true) ? 'quote' : undefined },
      parts,
    );
    const usual = replyRecipients(answered, ours, body.reply_all ?? false);
    return this.outbox.prepare(
      {
        ...author,
        created_by: author.is_automatic ? null : author.created_by,
        mailbox,
        thread_id: answered.thread_id,
        thread_version: body.version,
        to: body.to ? peopleOf(body.to) : usual.to,
        cc: body.cc ? peopleOf(body.cc) : usual.cc,
        bcc: peopleOf(body.bcc),
        subject: words.subject ?? replySubject(answered.subject),
        in_reply_to: isMessageId(answered.message_id) ? answered.message_id : '',
        reference_ids: replyReferences(answered),
        ...content,
        send_after: body.send_after,
        set_status: body.set_status,
        template_id: body.template_id,
      },
      new Date(),
    );
  }

  /** Begins a new thread. */
  async write(body: WriteEmailDto, author: Author): Promise<OutboundEmailDto> {
    const mailbox = await this.mailbox(body.support_email_id);
    const content = await this.words.compose(body, { ...author, mailbox });
    const queued = await this.outbox.queue(
      {
        ...author,
        mailbox,
        thread_id: null,
        to: peopleOf(body.to),
        cc: peopleOf(body.cc),
        bcc: peopleOf(body.bcc),
        subject: body.subject,
        in_reply_to: '',
        reference_ids: [],
        ...content,
        send_after: body.send_after,
        set_status: body.set_status,
      },
      new Date(),
    );
    return this.shown(queued);
  }

  /** Sends what failed once more: the same words to the same people, as a message of its own. */
  async resend(email_id: string, author: Author): Promise<OutboundEmailDto> {
    const failed = await this.email(email_id);
    if (failed.send_state !== 'failed') throw emailNotFailed({ send_state: failed.send_state });
    const [mailbox, attachments] = await Promise.all([this.mailbox(failed.support_email_id), this.repository.attachments(failed.id)]);
    const queued = await this.outbox.queue(
      {
        ...author,
        mailbox,
        thread_id: failed.thread_id,
        to: failed.to_recipients,
        cc: failed.cc_recipients,
        bcc: failed.bcc_recipients,
        subject: failed.subject,
        in_reply_to: failed.in_reply_to,
        reference_ids: failed.reference_ids,
        body: { text: failed.body_text, html: failed.body_html, new_text: failed.new_text, quoted_text: failed.quoted_text },
        attachments: attachments.map(({ sha256, filename, content_type, size, content_id, is_inline }) => ({
          sha256: sha256!,
          filename,
          content_type,
          size,
          content_id,
          is_inline,
        })),
        forward_of: failed.forward_of ?? undefined,
        resend_of: failed.id,
      },
      new Date(),
    );
    return this.shown(queued);
  }

  /** Takes back what is not under way yet. */
  async cancel(email_id: string, actor_id: string): Promise<OutboundEmailDto> {
    await this.repository.cancel(email_id, actor_id);
    return this.get(email_id);
  }

  /** Gives what is not under way yet another time. */
  async reschedule(email_id: string, { send_after }: RescheduleEmailDto, actor_id: string): Promise<OutboundEmailDto> {
    const { send_id } = await this.email(email_id);
    if (!send_id) throw emailNotOutbound({ id: email_id });
    await this.outbox.reschedule(email_id, send_id, send_after, actor_id, new Date());
    return this.get(email_id);
  }

  /** A person says what became of an uncertain e-mail. */
  async settle(email_id: string, { state, reason }: SettleEmailDto, actor_id: string): Promise<OutboundEmailDto> {
    await this.repository.settle(email_id, state, reason, actor_id);
    return this.get(email_id);
  }

  async get(email_id: string): Promise<OutboundEmailDto> {
    return this.shown(await this.email(email_id));
  }

  async email(id: string): Promise<Email> {
    const email = await this.repository.email(id);
    if (!email) throw emailNotFound({ id });
    return email;
  }

  /** A mailbox that may send. */
  async mailbox(id: string): Promise<Mailbox> {
    const mailbox = await this.repository.mailbox(id);
    if (!mailbox) throw supportEmailNotFound({ id });
    if (!mailbox.is_active) throw mailboxInactive({ id });
    return mailbox;
  }

  /** The words with their values, when the writer chose a canned text or used variables; otherwise braces are just braces. */
  private async filled(body: ReplyEmailDto, answered: Email, { created_by }: Author): Promise<ReplyEmailDto> {
    const { template_id, variables, body_text, body_html, subject } = body;
    if (template_id === undefined && variables === undefined) return body;
    const ours = answered.direction === 'outbound';
    const context = {
      customer_id: answered.customer_id,
      customer: ours ? undefined : { name: answered.from_name, email: answered.from_email },
      user_id: created_by,
      now: new Date(),
    };
    const fillable = (text: string | undefined, target: 'text' | 'html') => (text === undefined ? undefined : { text, target });
    const own = { subject: fillable(subject, 'text'), body_text: fillable(body_text, 'text'), body_html: fillable(body_html, 'html') };
    const words = await this.templates.fillWords(own, variables ?? {}, context);
    if (template_id === undefined) return { ...body, ...words };
    if (body_text !== undefined || body_html !== undefined)
      throw validationFailed([{ field: 'template_id', message: 'template_id goes without body_text and body_html' }]);
    const { text } = await this.templates.fill(template_id, 'email', variables ?? {}, context, 'text');
    return { ...body, ...words, body_text: text };
  }

  async shown(email: Email): Promise<OutboundEmailDto> {
    const attachments = email.attachment_count > 0 ? await this.repository.attachments(email.id) : [];
    return {
      id: email.id,
      support_email_id: email.support_email_id,
      thread_id: email.thread_id,
      direction: email.direction,
      message_id: email.message_id,
      in_reply_to: email.in_reply_to,
      reference_ids: email.reference_ids,
      from_email: email.from_email,
      from_name: email.from_name,
      to_recipients: email.to_recipients,
      cc_recipients: email.cc_recipients,
      bcc_recipients: email.bcc_recipients,
      subject: email.subject,
      snippet: email.snippet,
      body_text: email.body_text,
      body_html: email.body_html,
      size: email.size,
      has_attachments: email.has_attachments,
      attachments: attachments.map(({ id, filename, content_type, size, content_id, is_inline }) => ({
        id,
        filename,
        content_type,
        size,
        content_id,
        is_inline,
      })),
      is_read: email.is_read,
      status: email.status,
      send_state: email.send_state,
      send_after: email.send_after,
      send_error_code: email.send_error_code,
      send_error_message: email.send_error_message,
      notes: email.notes as unknown as EmailNoteDto[],
      resend_of: email.resend_of,
      forward_of: email.forward_of,
      created_by: email.created_by,
      created_at: email.created_at,
      version: email.version,
    };
  }
}
