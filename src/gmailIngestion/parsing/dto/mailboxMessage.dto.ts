import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../../common/list/mayBeAbsent.decorator.js';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';

const MAILBOX_MESSAGE_STATES = ['stored', 'parsed', 'parked'] as const;
export type MailboxMessageState = (typeof MAILBOX_MESSAGE_STATES)[number];

export class MailboxMessageNoteDto {
  /** @example "message_truncated" */
  code: string;
  /** @example "The message is larger than the limit; only its beginning was kept." */
  message: string;
}

export class MailboxMessageDto implements Omit<Row<'mailbox_messages'>, 'notes'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The mailbox that it was seen in. */
  support_email_id: string;
  /** What makes it this one; the same message seen again has the same. */
  identity: string;
  raw_sha256: string;
  /**
   * Bytes.
   * @example 4711
   */
  raw_size: number;
  /** @example "inbox" */
  folder_role: string;
  /** @example "2026-02-24T09:15:15+00:00" */
  received_at: string;
  flags: string[];
  labels: string[];
  gmail_message_id: string | null;
  gmail_thread_id: string | null;
  /** `stored`: waits to be read; `parsed`: `email_id` is its e-mail; `parked`: it could not be read, see `error_code`. */
  state: string;
  /** How often reading it failed. */
  attempts: number;
  /** @example "mail_unreadable" */
  error_code: string | null;
  error_message: string | null;
  /** What was left out when it was fetched, and why. */
  notes: MailboxMessageNoteDto[];
  email_id: string | null;
  created_at: string;
  parsed_at: string | null;
}
export class MailboxMessagePageDto extends PageOf(MailboxMessageDto) {}

export class MailboxPlaceDto {
  /** @example "INBOX" */
  folder: string;
  uid_validity: string;
  /** @example 4711 */
  uid: number;
}

export class MailboxMessageDetailDto extends MailboxMessageDto {
  /** Where in its mailbox it lies or lay. */
  places: MailboxPlaceDto[];
}

export class ListMailboxMessagesDto extends PageQueryDto {
  @IsOptional() @IsUUID() support_email_id?: string;

  @IsOptional() @IsIn(MAILBOX_MESSAGE_STATES) state?: MailboxMessageState;

  /** @example "mail_unreadable" */
  @IsOptional() @IsString() @MaxLength(100) error_code?: string;

  /** The message of this e-mail. */
  @IsOptional() @IsUUID() email_id?: string;
}

/** Which messages: all that every given field leaves. */
export class ReparseFilter {
  @MayBeAbsent() @IsUUID() support_email_id?: string;

  @MayBeAbsent() @IsIn(MAILBOX_MESSAGE_STATES) state?: MailboxMessageState;

  /** @example "mail_parse_failed" */
  @MayBeAbsent() @IsString() @MaxLength(100) error_code?: string;

  /**
   * Seen at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @MayBeAbsent() @IsISO8601({ strict: true }) from?: string;

  /** Seen before this instant. */
  @MayBeAbsent() @IsISO8601({ strict: true }) to?: string;
}

export class ReparseMailboxMessagesDto extends ReparseFilter {
  /** Everything: then no filter is given. */
  @MayBeAbsent() @IsBoolean() all?: boolean;

  /** Only count. */
  @MayBeAbsent() @IsBoolean() dry_run?: boolean = false;
}

export class ReparseResultDto {
  /** @example 12 */
  messages: number;
  /** Whether they were only counted. */
  dry_run: boolean;
}
