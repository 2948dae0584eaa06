import { IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Matches, MaxLength, Min, ValidateIf } from 'class-validator';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { QueryBoolean } from '../../../common/list/queryBoolean.decorator.js';
import type { Row } from '../../../supabase/table.js';
import { EmailThreadDto } from './emailThread.dto.js';
import { EMAIL_PRIORITIES, EMAIL_STATUSES, MatterChangeDto } from './matter.dto.js';

export const EMAIL_DIRECTIONS = ['inbound', 'outbound'] as const;
export const EMAIL_KINDS = ['message', 'auto_reply', 'bounce', 'list', 'loop'] as const;
export const EMAIL_SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export const TRIAGE_STATES = ['none', 'pending', 'done', 'failed', 'blocked'] as const;
export const SEND_STATES = ['queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'cancelled'] as const;

const lowerCase = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value));

/** Which e-mails; what is not given does not matter. */
export class EmailFilterDto {
  /** The mailbox. */
  @IsOptional() @IsUUID() support_email_id?: string;

  @IsOptional() @IsUUID() thread_id?: string;

  @IsOptional() @IsUUID() customer_id?: string;

  @IsOptional() @IsIn(EMAIL_DIRECTIONS) direction?: (typeof EMAIL_DIRECTIONS)[number];

  /** Who wrote it: a person (`message`), or a machine. */
  @IsOptional() @IsIn(EMAIL_KINDS) kind?: (typeof EMAIL_KINDS)[number];

  @IsOptional() @QueryBoolean() is_read?: boolean;

  @IsOptional() @IsIn(EMAIL_STATUSES) status?: (typeof EMAIL_STATUSES)[number];

  @IsOptional() @IsIn(EMAIL_PRIORITIES) priority?: (typeof EMAIL_PRIORITIES)[number];

  /** @example "delivery" */
  @IsOptional() @IsString() @MaxLength(100) category?: string;

  @IsOptional() @IsIn(EMAIL_SENTIMENTS) sentiment?: (typeof EMAIL_SENTIMENTS)[number];

  /** @example "en" */
  @IsOptional() @IsString() @MaxLength(20) language?: string;

  /** @example "logistics" */
  @IsOptional() @IsString() @MaxLength(100) team?: string;

  /** The agent whose it is. */
  @IsOptional() @IsUUID() assignee_id?: string;

  /** True: nobody's; false: somebody's. */
  @IsOptional() @QueryBoolean() unassigned?: boolean;

  @IsOptional() @QueryBoolean() has_attachments?: boolean;

  @IsOptional() @IsIn(TRIAGE_STATES) triage_state?: (typeof TRIAGE_STATES)[number];

  /** Of what we send. */
  @IsOptional() @IsIn(SEND_STATES) send_state?: (typeof SEND_STATES)[number];

  /**
   * The sender's address, whole.
   * @example "asha@example.com"
   */
  @IsOptional() @lowerCase() @IsString() @MaxLength(320) from_email?: string;

  /**
   * At or after this instant.
   * @example "2026-02-01T00:00:00Z"
   */
  @IsOptional() @IsISO8601({ strict: true }) received_from?: string;

  /**
   * Before this instant.
   * @example "2026-03-01T00:00:00Z"
   */
  @IsOptional() @IsISO8601({ strict: true }) received_to?: string;

  /**
   * Words that are all in the subject, the people or the text; the last one may be the beginning of a word. An address finds what it wrote or got.
   * @example "refund order"
   */
  @IsOptional() @IsString() @MaxLength(200) @Matches(/\S/, { message: 'search must not be blank' }) search?: string;
}

/** Ordered by received_at and id, newest first unless told otherwise. */
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

/** An e-mail as lists show it: without its texts. */
export class EmailDto implements Omit<Row<'emails'>, Described | Texts | 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The mailbox. */
  support_email_id: string;
  /** What it was read from; null for what we wrote. */
  mailbox_message_id: string | null;
  thread_id: string;
  /** Why it is in its thread. */
  thread_reason: string;
  /** `inbound` or `outbound`. */
  direction: string;
  /** `message`, `auto_reply`, `bounce`, `list` or `loop`. */
  kind: string;
  /** The header that says so. */
  kind_reason: string;
  /** Message-ID, without brackets. */
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
  /** The first words. */
  snippet: string;
  /** What its Date header says. */
  sent_at: string | null;
  /** When the server got it. */
  received_at: string;
  /** Bytes. */
  size: number;
  attachment_count: number;
  has_attachments: boolean;
  /** What was left out or repaired. */
  notes: EmailNoteDto[];
  customer_id: string | null;
  is_read: boolean;
  /** @example "open" */
  status: string;
  /** @example "normal" */
  priority: string;
  category: string | null;
  sentiment: string | null;
  language: string | null;
  team: string | null;
  /** The matter in a sentence or two, by triage. */
  summary: string | null;
  assignee_id: string | null;
  triage_state: string;
  triaged_at: string | null;
  /** Fields that a person has set: triage does not change them any more. */
  human_fields: string[];
  send_id: string | null;
  send_state: string | null;
  /** Not sent before this. */
  send_after: string | null;
  send_error_code: string | null;
  send_error_message: string | null;
  /** The failed e-mail that this one repeats. */
  resend_of: string | null;
  /** The e-mail that this one passes on to others. */
  forward_of: string | null;
  created_by: string | null;
  /** Goes up with every change by a person; give it with a change to be told when somebody was faster. */
  version: number;
  created_at: string;
  updated_at: string;
}

export class EmailPageDto extends PageOf(EmailDto) {
  /** False for a search with more than 1,000 matches: `total` is then 1,000, and there are more. */
  total_is_exact: boolean;
}

export class UpdateEmailDto extends MatterChangeDto {
  @ValidateIf((body: UpdateEmailDto) => body.is_read !== undefined) @IsBoolean() is_read?: boolean;

  /** Null: none. @example "delivery" */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(/^[^\p{Cc}]+$/u, { message: 'category must be a line of text' })
  category?: string | null;

  @IsOptional() @IsIn(EMAIL_SENTIMENTS) sentiment?: (typeof EMAIL_SENTIMENTS)[number] | null;

  /** Null: unknown. @example "en" */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  @Matches(/^[^\p{Cc}]+$/u, { message: 'language must be a line of text' })
  language?: string | null;
}

/** The same with the version that was looked at. */
export class PatchEmailDto extends UpdateEmailDto {
  /**
   * As it was read; another one by now is refused with 409 `stale_version`. Left out: whatever it is.
   * @example 3
   */
  @IsOptional() @IsInt() @Min(1) version?: number;
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
  /** Bytes. */
  size: number;
  /** What the text refers to it by; empty for most. */
  content_id: string;
  is_inline: boolean;
  /** `stored`; `missing`: it should be there and is not; `refused`: beyond a limit. */
  state: string;
  /** Why it is missing or refused. */
  note: string | null;
  /** Works for one hour, without a token; null when it is not stored. */
  url: string | null;
}

export class CustomerIdentityDto {
  /** `email` or `phone`. */
  kind: string;
  /** @example "asha@example.com" */
  value: string;
}

export class EmailCustomerDto {
  id: string;
  /** @example "Asha" */
  name: string;
  identities: CustomerIdentityDto[];
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
  state: string | null;
  detail: Record<string, unknown>;
  at: string;
}

export class EmailSendDto {
  id: string;
  /** @example "sent" */
  state: string;
  send_after: string;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
  sent_at: string | null;
  events: EmailSendEventDto[];
}

/** An e-mail with its texts and its attachments. */
export class EmailMessageDto extends EmailDto {
  body_text: string;
  /** Cleaned; inline images are links that work for one hour. */
  body_html: string;
  /** What the writer added. */
  new_text: string;
  quoted_text: string;
  /** By triage. */
  suggested_reply: string | null;
  attachments: EmailAttachmentDto[];
}

export class EmailDetailDto extends EmailMessageDto {
  customer: EmailCustomerDto | null;
  thread: EmailThreadDto;
  /** The same message in other mailboxes. */
  also_received_in: OtherReceiptDto[];
  /** How the sending went; null for what was received. */
  send: EmailSendDto | null;
}
