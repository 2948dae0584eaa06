import { Injectable } from '@nestjs/common';
import { defineError } from '../../common/errors/appError.js';
import type { ForwardEmailDto, OutboundEmailDto } from './dto/emailReply.dto.js';
import { attachmentNotStored } from '../emails/emailAttachments.service.js';
import { EmailOutbox, peopleOf } from './emailOutbox.js';
import type { Attachment } from '../composing/outgoingMail.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import { EmailReplyService, type Author } from './emailReply.service.js';
import { MailContent } from '../composing/mailContent.js';
import { forwardSubject } from '../composing/replyHeaders.js';

export const recipientsAllOurs = defineError(
  'recipients_all_ours',
  422,
  'Everybody named is a mailbox of ours, which would take it for its own mail coming back. Set the team or the agent instead.',
);

/**
 * Passes an e-mail on to others. They did not take part in its matter, and are not to be believed in it: the forward begins a thread of its own,
 * whose people are its recipients, and names no message of the other thread in its headers.
 */
@Injectable()
export class EmailForwardService {
  constructor(
    private readonly repository: EmailReplyRepository,
    private readonly replies: EmailReplyService,
    private readonly outbox: EmailOutbox,
    private readonly words: MailContent,
  ) {}

  /** Raises email_not_found, recipients_all_ours, attachment_not_stored, and what a reply raises. */
  async forward(email_id: string, body: ForwardEmailDto, author: Author): Promise<OutboundEmailDto> {
    const email = await this.replies.email(email_id);
    const [mailbox, ours, parts] = await Promise.all([
      this.replies.mailbox(email.support_email_id),
      this.repository.ownAddresses(),
      this.repository.attachments(email.id),
    ]);
    const [to, cc, bcc] = [peopleOf(body.to), peopleOf(body.cc), peopleOf(body.bcc)];
    const everybody = [...to, ...cc, ...bcc];
    if (everybody.length > 0 && everybody.every((person) => ours.has(person.email.toLowerCase()))) throw recipientsAllOurs();
    const { carried, missing, upload_ids } = chosen(parts, body);
    const content = await this.words.compose(
      { ...body, attachment_ids: upload_ids },
      { ...author, mailbox, email, as: 'forwarded' },
      parts,
      carried,
    );
    const queued = await this.outbox.queue(
      {
        ...author,
        mailbox,
        thread_id: null,
        forward_of: email.id,
        to,
        cc,
        bcc,
        subject: body.subject ?? forwardSubject(email.subject),
        in_reply_to: '',
        reference_ids: [],
        ...content,
        notes: missing.map(({ filename, note }) => ({
          code: 'attachment_not_forwarded',
          message: `${filename || 'An attachment'} could not be forwarded: ${note ?? 'its content was not kept'}`,
        })),
        send_after: body.send_after,
        set_status: body.set_status,
      },
      new Date(),
    );
    return this.replies.shown(queued);
  }
}

/** What goes along: exactly what is named, or else all there is. */
function chosen(
  parts: Attachment[],
  { attachment_ids, include_attachments }: ForwardEmailDto,
): { carried: Attachment[]; missing: Attachment[]; upload_ids: string[] } {
  const named = new Set(attachment_ids ?? []);
  const stored = parts.filter(({ sha256 }) => sha256 !== null);
  const gone = parts.filter(({ id, sha256 }) => sha256 === null && named.has(id));
  if (gone.length > 0) throw attachmentNotStored({ attachment_ids: gone.map(({ id }) => id) });
  const all = include_attachments ?? attachment_ids === undefined;
  const ids = new Set(parts.map(({ id }) => id));
  return {
    carried: all ? stored : stored.filter(({ id }) => named.has(id)),
    missing: all ? parts.filter(({ sha256 }) => sha256 === null) : [],
    upload_ids: [...named].filter((id) => !ids.has(id)),
  };
}
