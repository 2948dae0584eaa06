import { OmitType } from '@nestjs/swagger';
import type { Row } from '../../../supabase/table.js';
import { MATTER_STATUSES } from '../../../common/matter/matter.js';
import { SEND_STATES } from '../../../common/sends/send.js';
import { EMAIL_DIRECTIONS, EmailNoteDto } from '../../emails/dto/email.dto.js';
import { MailWordsDto, type RecipientDto, Recipients, SETTABLE_STATUSES } from '../../composing/dto/mailWords.dto.js';
import { ListOf, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../../common/validation/value.decorators.js';

export class ReplyEmailDto extends MailWordsDto {
  /** Objects, or text such as `Asha Rao <asha@example.com>`. Defaults to the Reply-To, or else the sender, of the original e-mail. */
  @Optional() @Recipients() to?: RecipientDto[];

  /** Whether the other recipients of the original e-mail get a copy if `cc` is omitted. */
  @Optional() @Flag() reply_all?: boolean;

  /** Defaults to `Re: …`. */
  @Optional() @Text({ max: 900, oneLine: true }) subject?: string;

  /** Whether to quote the original e-mail; defaults to true. */
  @Optional() @Flag() include_quote?: boolean;

  /**
   * The version of the thread that you saw. If a colleague has answered or changed it since, the reply is refused with 409 `stale_version`.
   * @example 3
   */
  @Optional() @Count({ min: 1 }) version?: number;

  /** A canned text of `GET /chat-templates`, in place of `body_text` and `body_html`. */
  @Optional() @Id() template_id?: string;

  /**
   * Values for the variables of the canned text, or of your own: with `variables`, subject, text and HTML may hold `{{customer.name}}`,
   * `{{agent.name}}` and the like, and every name that is given here. Without a value the reply is refused.
   * @example { "order.number": "ORD-20451" }
   */
  @Optional() @JsonObject({ max_bytes: 64_000 }) variables?: Record<string, string | number>;
}

export class ForwardEmailDto extends OmitType(MailWordsDto, ['attachment_ids', 'set_status']) {
  /** Objects, or text such as `Asha Rao <asha@example.com>`. At least one recipient must not be one of your own mailboxes. */
  @Recipients() to: RecipientDto[];

  /** Defaults to `Fwd: …`. */
  @Optional() @Text({ max: 900, oneLine: true }) subject?: string;

  /**
   * Ids of attachments of the forwarded e-mail and of files from `POST /emails/uploads`. If omitted, all attachments of the e-mail are
   * included.
   */
  @Optional() @ListOf(Id(), { max: 250, unique: true }) attachment_ids?: string[];

  /**
   * Whether to include all attachments of the e-mail; defaults to true unless `attachment_ids` is given. Inline images are always
   * included.
   */
  @Optional() @Flag() include_attachments?: boolean;

  /** The status of the new thread; defaults to `pending`. The status of the original thread does not change. */
  @Optional() @OneOf(SETTABLE_STATUSES) set_status?: (typeof SETTABLE_STATUSES)[number];
}

export class WriteEmailDto extends MailWordsDto {
  /** The mailbox to send from. */
  @Id() support_email_id: string;

  /** Objects, or text such as `Asha Rao <asha@example.com>`. */
  @Recipients() to: RecipientDto[];

  /** @example "Your order 4711" */
  @Text({ max: 900, oneLine: true }) subject: string;
}

export class RescheduleEmailDto {
  /**
   * The new time, at most a year ahead. A time in the past sends the e-mail now.
   * @example "2030-01-01T09:00:00Z"
   */
  @Instant() send_after: string;
}

export class SettleEmailDto {
  /** `sent`: the e-mail left; `failed`: it did not. */
  @OneOf(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "The customer confirms that it arrived."
   */
  @Text({ max: 500 }) reason: string;
}

export class MailPersonDto {
  /** @example "asha@example.com" */
  email: string;
  /** @example "Asha Rao" */
  name: string;
}

export class SentAttachmentDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  filename: string;
  content_type: string;
  /** Size in bytes. */
  size: number;
  /** The Content-ID by which the HTML refers to it; usually empty. */
  content_id: string;
  is_inline: boolean;
}

type Shown = Pick<
  Row<'emails'>,
  | 'id'
  | 'support_email_id'
  | 'thread_id'
  | 'direction'
  | 'message_id'
  | 'in_reply_to'
  | 'reference_ids'
  | 'from_email'
  | 'from_name'
  | 'subject'
  | 'snippet'
  | 'body_text'
  | 'body_html'
  | 'size'
  | 'has_attachments'
  | 'is_read'
  | 'status'
  | 'send_state'
  | 'send_after'
  | 'send_error_code'
  | 'send_error_message'
  | 'resend_of'
  | 'forward_of'
  | 'created_by'
  | 'created_at'
  | 'version'
>;

export class OutboundEmailDto implements Shown {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  support_email_id: string;
  thread_id: string;
  /** @example "outbound" */
  @OneOf(EMAIL_DIRECTIONS) direction: string;
  /**
   * The Message-ID; it stays the same on every attempt.
   * @example "<0d4c3a9e-1111-4222-8333-444455556666@example.com>"
   */
  message_id: string;
  in_reply_to: string;
  reference_ids: string[];
  from_email: string;
  from_name: string;
  to_recipients: MailPersonDto[];
  cc_recipients: MailPersonDto[];
  bcc_recipients: MailPersonDto[];
  subject: string;
  snippet: string;
  body_text: string;
  body_html: string;
  /** Size of the encoded message in bytes. */
  size: number;
  has_attachments: boolean;
  attachments: SentAttachmentDto[];
  is_read: boolean;
  @OneOf(MATTER_STATUSES) status: string;
  /**
   * `queued`: can still be cancelled; with `send_error_code` it is tried again at `send_after`. `unknown`: it may have left, so it is not
   * sent again until its state is settled, by the Sent folder or by a person.
   * @example "queued"
   */
  @OneOf(SEND_STATES) send_state: string | null;
  @Instant() send_after: string | null;
  send_error_code: string | null;
  send_error_message: string | null;
  /** What was left out or refused. */
  notes: EmailNoteDto[];
  /** The failed e-mail that this one resends. */
  resend_of: string | null;
  /** The e-mail that this one forwards. */
  forward_of: string | null;
  created_by: string | null;
  created_at: string;
  version: number;
}
