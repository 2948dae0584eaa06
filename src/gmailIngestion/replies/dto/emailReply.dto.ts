import { OmitType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { Row } from '../../../supabase/table.js';
import { MailWordsDto, ONE_LINE, readRecipients, RecipientDto, SETTABLE_STATUSES } from '../../composing/dto/mailWords.dto.js';

export class ReplyEmailDto extends MailWordsDto {
  /** Reply-To, or else From, of the answered e-mail when left out. Each as an object, or as text: `Asha Rao <asha@example.com>`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @Type(() => RecipientDto)
  @Transform(readRecipients)
  @ValidateNested({ each: true })
  to?: RecipientDto[];

  /** Whether the other recipients of the answered e-mail get a copy, when `cc` is left out. */
  @IsOptional() @IsBoolean() reply_all?: boolean;

  /** `Re: …` when left out. */
  @IsOptional() @IsString() @MaxLength(900) @Matches(ONE_LINE, { message: 'subject must be one line' }) subject?: string;

  /** Whether the answered e-mail is quoted below; it is when left out. */
  @IsOptional() @IsBoolean() include_quote?: boolean;
}

export class ForwardEmailDto extends OmitType(MailWordsDto, ['attachment_ids', 'set_status']) {
  /** Each as an object, or as text: `Asha Rao <asha@example.com>`. Not only mailboxes of ours. */
  @IsArray() @ArrayMaxSize(1000) @Type(() => RecipientDto) @Transform(readRecipients) @ValidateNested({ each: true }) to: RecipientDto[];

  /** `Fwd: …` when left out. */
  @IsOptional() @IsString() @MaxLength(900) @Matches(ONE_LINE, { message: 'subject must be one line' }) subject?: string;

  /** What goes along: ids of attachments of the forwarded e-mail, and of files from `POST /emails/uploads`. All attachments of the e-mail when left out. */
  @IsOptional() @IsArray() @ArrayMaxSize(250) @ArrayUnique() @IsUUID(undefined, { each: true }) attachment_ids?: string[];

  /** Whether all attachments of the e-mail go along; they do unless `attachment_ids` says which. Images that its text shows always do. */
  @IsOptional() @IsBoolean() include_attachments?: boolean;

  /** The status of the thread that the forward begins; `pending` when left out. The thread of the forwarded e-mail keeps its own. */
  @IsOptional() @IsIn(SETTABLE_STATUSES) set_status?: (typeof SETTABLE_STATUSES)[number];
}

export class WriteEmailDto extends MailWordsDto {
  /** The mailbox that it is sent from. */
  @IsUUID() support_email_id: string;

  /** Each as an object, or as text: `Asha Rao <asha@example.com>`. */
  @IsArray() @ArrayMaxSize(1000) @Type(() => RecipientDto) @Transform(readRecipients) @ValidateNested({ each: true }) to: RecipientDto[];

  /** @example "Your order 4711" */
  @IsString() @MaxLength(900) @Matches(ONE_LINE, { message: 'subject must be one line' }) subject: string;
}

export class RescheduleEmailDto {
  /**
   * Not before this instant, at most a year ahead. One that is past: now.
   * @example "2030-01-01T09:00:00Z"
   */
  @IsISO8601({ strict: true }) send_after: string;
}

export class SettleEmailDto {
  /** `sent`: it went out; `failed`: it did not. */
  @IsIn(['sent', 'failed']) state: 'sent' | 'failed';

  /**
   * How you know.
   * @example "The customer confirms that it arrived."
   */
  @IsString() @MaxLength(500) reason: string;
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
  /** Bytes. */
  size: number;
  /** What the HTML refers to it by; empty for most. */
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
  direction: string;
  /**
   * The same on every try, so that it arrives once.
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
  /** Bytes, encoded. */
  size: number;
  has_attachments: boolean;
  attachments: SentAttachmentDto[];
  is_read: boolean;
  status: string;
  /**
   * `queued` (can be cancelled), `sending`, `sent`, `failed`, `cancelled`; `unknown`: it may have left, nobody knows yet; it is not sent
   * again, and settled by the Sent folder or by a person.
   * @example "queued"
   */
  send_state: string | null;
  send_after: string | null;
  send_error_code: string | null;
  send_error_message: string | null;
  /** What was left out or refused: [{"code", "message"}]. */
  @Type(() => Object) notes: unknown;
  /** The failed e-mail that this one repeats. */
  resend_of: string | null;
  /** The e-mail that this one passes on. */
  forward_of: string | null;
  created_by: string | null;
  created_at: string;
  version: number;
}
