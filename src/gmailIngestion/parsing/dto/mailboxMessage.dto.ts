import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Instant } from '../../../common/validation/time.decorators.js';
import { Flag, Id, OneOf } from '../../../common/validation/value.decorators.js';

const FOLDER_ROLES = ['inbox', 'sent', 'all', 'other'] as const;
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
  /** The mailbox it was found in. */
  support_email_id: string;
  /** Identifies the message; the same message found again has the same identity. */
  identity: string;
  raw_sha256: string;
  /**
   * Size in bytes.
   * @example 4711
   */
  raw_size: number;
  /** @example "inbox" */
  @OneOf(FOLDER_ROLES) folder_role: string;
  /** @example "2026-02-24T09:15:15+00:00" */
  received_at: string;
  flags: string[];
  labels: string[];
  gmail_message_id: string | null;
  gmail_thread_id: string | null;
  /** `stored`: not parsed yet; `parsed`: `email_id` is the resulting e-mail; `parked`: parsing failed, see `error_code`. */
  @OneOf(MAILBOX_MESSAGE_STATES) state: string;
  /** How often parsing failed. */
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
  /** Where in the mailbox it is or was. */
  places: MailboxPlaceDto[];
}

export class ListMailboxMessagesDto extends PageQueryDto {
  @Optional() @Id() support_email_id?: string;

  @Optional() @OneOf(MAILBOX_MESSAGE_STATES) state?: MailboxMessageState;

  /** @example "mail_unreadable" */
  @Optional() @Text({ max: 100 }) error_code?: string;

  /** Only the message of this e-mail. */
  @Optional() @Id() email_id?: string;
}

/** Selects the messages that match every given field. */
export class ReparseFilter {
  @Optional() @Id() support_email_id?: string;

  @Optional() @OneOf(MAILBOX_MESSAGE_STATES) state?: MailboxMessageState;

  /** @example "mail_parse_failed" */
  @Optional() @Text({ max: 100 }) error_code?: string;

  /**
   * Found at or after this instant.
   * @example "2026-02-24T00:00:00Z"
   */
  @Optional() @Instant() from?: string;

  /** Found before this instant. */
  @Optional() @Instant() to?: string;
}

export class ReparseMailboxMessagesDto extends ReparseFilter {
  /** Select everything; then no filter may be given. */
  @Optional() @Flag() all?: boolean;

  /** Only count the messages. */
  @Optional() @Flag() dry_run?: boolean = false;
}

export class ReparseResultDto {
  /** @example 12 */
  messages: number;
  /** Whether the messages were only counted. */
  dry_run: boolean;
}
