import { IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { EmailThreadDto } from './emailThread.dto.js';
import { MatterChangeDto } from './matter.dto.js';
import { MATTER_PRIORITIES, MATTER_STATUSES } from '../../../common/matter/matter.js';
import { SEND_STATES } from '../../../common/sends/send.js';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';
import { AnyOfTexts, OneOrMoreOf } from '../../../common/validation/anyOf.decorator.js';

export const EMAIL_DIRECTIONS = ['inbound', 'outbound'] as const;
export const EMAIL_KINDS = ['message', 'auto_reply', 'bounce', 'list', 'loop'] as const;
export const EMAIL_SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export const TRIAGE_STATES = ['none', 'pending', 'done', 'failed', 'blocked'] as const;

const lowerCase = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value));

/** Selects e-mails; a filter that is omitted matches everything. */
export class EmailFilterDto {
  /** Only e-mails of this mailbox. */
  @Optional() @Id() support_email_id?: string;

  @Optional() @Id() thread_id?: string;

  @Optional() @Id() customer_id?: string;

  @Optional() @OneOf(EMAIL_DIRECTIONS) direction?: (typeof EMAIL_DIRECTIONS)[number];

  /** `message`: written by a person; the others are written by machines. */
  @Optional() @OneOf(EMAIL_KINDS) kind?: (typeof EMAIL_KINDS)[number];

  @Optional() @Flag() is_read?: boolean;

  @OneOrMoreOf(MATTER_STATUSES) status?: (typeof MATTER_STATUSES)[number] | (typeof MATTER_STATUSES)[number][];

  /** True: spam too. Otherwise it is left out, unless you ask for a status, a thread or words. */
  @Optional() @Flag() spam?: boolean;

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: (typeof MATTER_PRIORITIES)[number];

  /** @example "delivery" */
  @Optional() @Text({ max: 100 }) category?: string;

  @Optional() @OneOf(EMAIL_SENTIMENTS) sentiment?: (typeof EMAIL_SENTIMENTS)[number];

  /** @example "en" */
  @Optional() @Text({ max: 20 }) language?: string;

  /** @example "logistics" */
  @AnyOfTexts({ max: 100 }) team?: string | string[];

  /** The agent it is assigned to. */
  @Optional() @Id() assignee_id?: string;

  /** True: without an assignee; false: with one. */
  @Optional() @Flag() unassigned?: boolean;

  @Optional() @Flag() has_attachments?: boolean;

  @Optional() @OneOf(TRIAGE_STATES) triage_state?: (typeof TRIAGE_STATES)[number];

  /** The state of sent e-mails. */
  @Optional() @OneOf(SEND_STATES) send_state?: (typeof SEND_STATES)[number];

  /**
   * The complete address of the sender.
   * @example "asha@example.com"
   */
  @Optional() @lowerCase() @Text({ max: 320 }) from_email?: string;

  /**
   * Received at or after this instant.
   * @example "2026-02-01T00:00:00Z"
   */
  @Optional() @Instant() received_from?: string;

  /**
   * Received before this instant.
   * @example "2026-03-01T00:00:00Z"
   */
  @Optional() @Instant() received_to?: string;

  /**
   * Words that must all occur in the subject, the names and addresses, the names of files, or the text, accents or not; the last one may be
   * unfinished. `"words in this order"`, `-without`, `begun*`, `from:asha`, `domain:example.com`, `file:invoice`, and any four digits of a
   * number, also of one in an address. What is not understood is refused.
   * @example "refund order"
   */
  @Optional() @Text({ max: 200, pattern: /\S/, says: 'must not be blank' }) search?: string;
}

/** Ordered by `received_at` and `id`, newest first by default. */
export class ListEmailsDto extends IntersectionType(EmailFilterDto, PageQueryDto) {}

export class EmailAddressDto {
  /** @example "asha@example.com" */
  email: string;
  /** @example "Asha" */
  name?: string;
}

export class EmailNoteDto {
  /** @example "attachment_too_large" */
  code: string;
  /** @example "An attachment of 40 MiB was left out." */
  message: string;
}

type Described = 'reply_to' | 'to_recipients' | 'cc_recipients' | 'bcc_recipients' | 'notes';
type Texts = 'body_text' | 'body_html' | 'new_text' | 'quoted_text' | 'suggested_reply';

/** An e-mail without its texts, as in lists. */
export class EmailDto implements Omit<Row<'emails'>, Described | Texts | 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The mailbox it belongs to. */
  support_email_id: string;
  /** The mailbox message it was read from; null for e-mails written here. */
  mailbox_message_id: string | null;
  thread_id: string;
  /** Why it was put into its thread. */
  thread_reason: string;
  @OneOf(EMAIL_DIRECTIONS) direction: string;
  /** `message`: written by a person; the others are written by machines. */
  @OneOf(EMAIL_KINDS) kind: string;
  /** The header that determined `kind`. */
  kind_reason: string;
  /** The Message-ID, with its angle brackets. */
  message_id: string;
  in_reply_to: string;
  reference_ids: string[];
  /** @example "asha@example.com" */
  from_email: string;
  /** @example "Asha" */
  from_name: string;
  reply_to: EmailAddressDto[];
  to_recipients: EmailAddressDto[];
  cc_recipients: EmailAddressDto[];
  bcc_recipients: EmailAddressDto[];
  /** @example "Where is my order?" */
  subject: string;
  /** The first words of the text. */
  snippet: string;
  /** The time in its Date header; of an e-mail that you send, when it was sent, and null before. */
  sent_at: string | null;
  /** When the mail server received it. */
  received_at: string;
  /** Size in bytes. */
  size: number;
  attachment_count: number;
  has_attachments: boolean;
  /** What was left out or repaired when it was read. */
  notes: EmailNoteDto[];
  customer_id: string | null;
  is_read: boolean;
  /** @example "open" */
  @OneOf(MATTER_STATUSES) status: string;
  /** @example "normal" */
  @OneOf(MATTER_PRIORITIES) priority: string;
  category: string | null;
  @OneOf(EMAIL_SENTIMENTS) sentiment: string | null;
  language: string | null;
  team: string | null;
  /** A summary in one or two sentences, written by triage. */
  summary: string | null;
  assignee_id: string | null;
  @OneOf(TRIAGE_STATES) triage_state: string;
  triaged_at: string | null;
  /** Fields set by a person; triage does not change them. */
  human_fields: string[];
  send_id: string | null;
  /** Null for received e-mails. */
  @OneOf(SEND_STATES) send_state: string | null;
  /** It is not sent before this time; of an e-mail that is tried again, when it is tried next. */
  @Instant() send_after: string | null;
  /** Why the last attempt failed; also while it is tried again. */
  send_error_code: string | null;
  send_error_message: string | null;
  /** The failed e-mail that this one resends. */
  resend_of: string | null;
  /** The e-mail that this one forwards. */
  forward_of: string | null;
  /** @example "support@example.com" */
  mailbox_address: string;
  /** @example "Asha Rao" */
  customer_name: string | null;
  /** @example "Ravi" */
  assignee_name: string | null;
  created_by: string | null;
  /** Increases with every change by a person. Send it with a change to have the change refused if there is a newer version. */
  version: number;
  created_at: string;
  updated_at: string;
}

export class EmailPageDto extends PageOf(EmailDto) {
  /** False for a search with more than 1,000 matches; `total` is then 1,000. */
  total_is_exact: boolean;
}

export class UpdateEmailDto extends MatterChangeDto {
  @Optional() @Flag() is_read?: boolean;

  /**
   * Null clears it.
   * @example "delivery"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100, oneLine: true }) category?: string | null;

  /** Null clears it. */
  @Optional() @Nullable() @OneOf(EMAIL_SENTIMENTS) sentiment?: (typeof EMAIL_SENTIMENTS)[number] | null;

  /**
   * Null clears it.
   * @example "en"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 20, oneLine: true }) language?: string | null;
}

/** A change, optionally with the version it is based on. */
export class PatchEmailDto extends UpdateEmailDto {
  /**
   * The version you saw. If there is a newer one, the change is refused with 409 `stale_version`; if omitted, it is made in any case.
   * @example 3
   */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class EmailAttachmentDto implements Omit<Row<'email_attachments'>, 'sha256' | 'created_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  email_id: string;
  position: number;
  /** @example "invoice.pdf" */
  filename: string;
  /** @example "application/pdf" */
  content_type: string;
  /** Size in bytes. */
  size: number;
  /** The Content-ID by which the HTML refers to it; usually empty. */
  content_id: string;
  is_inline: boolean;
  /** `missing`: the content could not be read; `refused`: it exceeds a limit. */
  @OneOf(['stored', 'missing', 'refused']) state: string;
  /** Why the content is missing or refused. */
  note: string | null;
  /** A link that works for one hour without a token, whole if PUBLIC_URL is set; null if the content is not stored. */
  url: string | null;
}

export class EmailCustomerIdentityDto {
  @OneOf(['email', 'phone', 'whatsapp_user_id', 'whatsapp_username', 'external']) kind: string;
  /** @example "asha@example.com" */
  value: string;
}

export class EmailCustomerDto {
  /** Of the customer as it is now, also when the e-mail came to one that was merged into it. */
  id: string;
  /** @example "Asha" */
  name: string;
  identities: EmailCustomerIdentityDto[];
}

export class OtherReceiptDto {
  email_id: string;
  support_email_id: string;
  /** @example "sales@example.com" */
  email_address: string;
  thread_id: string;
}

export class EmailSendEventDto {
  /** @example "accepted" */
  kind: string;
  @OneOf(SEND_STATES) state: string | null;
  detail: Record<string, unknown>;
  @Instant() at: string;
}

export class EmailSendDto {
  id: string;
  /** @example "sent" */
  @OneOf(SEND_STATES) state: string;
  /** It is not sent before this time; of an e-mail that is tried again, when it is tried next. */
  @Instant() send_after: string;
  attempts: number;
  /** The first of the attempts since its time was last set by a person. */
  first_tried_at: string | null;
  /** Why the last attempt failed. */
  error_code: string | null;
  error_message: string | null;
  sent_at: string | null;
  events: EmailSendEventDto[];
}

/** An e-mail with its texts and its attachments. */
export class EmailMessageDto extends EmailDto {
  body_text: string;
  /** Sanitised HTML; inline images are links that work for one hour. */
  body_html: string;
  /** The new part of the text, without quotations. */
  new_text: string;
  /** The quoted part of the text. */
  quoted_text: string;
  /** A suggested answer, written by triage. */
  suggested_reply: string | null;
  attachments: EmailAttachmentDto[];
}

export class EmailDetailDto extends EmailMessageDto {
  customer: EmailCustomerDto | null;
  thread: EmailThreadDto;
  /** The same message in other mailboxes. */
  also_received_in: OtherReceiptDto[];
  /** How sending it went; null for received e-mails. */
  send: EmailSendDto | null;
}
