import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';
import { ListOf, Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { EmailAddress, Text } from '../../../common/validation/text.decorators.js';
import { Count, Flag, OneOf } from '../../../common/validation/value.decorators.js';

export const MAILBOX_STATES = ['stopped', 'connecting', 'syncing', 'watching', 'backoff', 'reconnect_needed'] as const;
const AUTH_KINDS = ['password', 'oauth2'] as const;
const FOLDER_ROLES = ['inbox', 'sent', 'all', 'other'] as const;
const PROVIDERS = ['gmail', 'imap'] as const;
const SECURITIES = ['tls', 'starttls', 'none'] as const;
const SENT_COPIES = ['auto', 'server', 'append'] as const;
const HOST = /^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/i;

/** Credentials. They are stored encrypted and never shown. */
class MailCredentialsDto {
  /**
   * The password or app password; spaces in an app password are ignored. Stored encrypted and never shown.
   * @example "abcd efgh ijkl mnop"
   */
  @Optional() @Text({ min: 1, max: 500 }) password?: string;

  /**
   * OAuth 2.0 instead of a password: send client id, client secret and refresh token together.
   * @example "1234567890-demo.apps.example.com"
   */
  @Optional() @Text({ min: 1, max: 500 }) client_id?: string;

  /** Stored encrypted and never shown. */
  @Optional() @Text({ min: 1, max: 500 }) client_secret?: string;

  /** Stored encrypted and never shown. */
  @Optional() @Text({ min: 1, max: 2000 }) refresh_token?: string;
}

/** Settings of a mailbox. */
class MailboxSettingsDto extends MailCredentialsDto {
  /**
   * The sender name of replies.
   * @example "Example Support"
   */
  @Optional() @Text({ max: 200, oneLine: true }) display_name?: string;

  /**
   * Other addresses whose mail comes into this mailbox. They are ours: never a customer, never copied when replying to all.
   * @example ["help@example.com"]
   */
  @Optional() @ListOf(EmailAddress(), { max: 50, unique: true }) aliases?: string[];

  /** The user name for signing in; defaults to the address. */
  @Optional() @Text({ min: 1, max: 320, oneLine: true }) username?: string;

  /** @example "imap.example.com" */
  @Optional() @Text({ max: 253, pattern: HOST, says: 'must be a host name or an address' }) imap_host?: string;

  /** @example 993 */
  @Optional() @Count({ min: 1, max: 65535 }) imap_port?: number;

  /** `none` is only allowed for a server on the same machine. */
  @Optional() @OneOf(SECURITIES) imap_security?: (typeof SECURITIES)[number];

  /** @example "smtp.example.com" */
  @Optional() @Text({ max: 253, pattern: HOST, says: 'must be a host name or an address' }) smtp_host?: string;

  /** @example 465 */
  @Optional() @Count({ min: 1, max: 65535 }) smtp_port?: number;

  /** `none` is only allowed for a server on the same machine. */
  @Optional() @OneOf(SECURITIES) smtp_security?: (typeof SECURITIES)[number];

  /**
   * The folders to read.
   * @example ["INBOX"]
   */
  @Optional() @ListOf(Text({ min: 1, max: 500, oneLine: true }), { min: 1, max: 20, unique: true }) folders?: string[];

  /** Also read the Sent folder, which is found automatically, to include replies written in other programs. */
  @Optional() @Flag() reads_sent?: boolean;

  /** Who stores a copy in the Sent folder: `server` (the mail server), `append` (this product) or `auto`. */
  @Optional() @OneOf(SENT_COPIES) sent_copy?: (typeof SENT_COPIES)[number];

  /**
   * How many days the first sync goes back; 0 reads only new messages.
   * @example 30
   */
  @Optional() @Count({ min: 0, max: 3650 }) backfill_days?: number;

  /** @example "Kind regards, Example Support" */
  @Optional() @Text({ max: 5000 }) signature_text?: string;

  /** HTML signature. Show an image with `<img src="cid:…">` and the id of an upload; the upload is kept while the signature uses it. */
  @Optional() @Text({ max: 20000 }) signature_html?: string;

  /**
   * The team that new e-mails are assigned to; null for none.
   * @example "support"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100 }) team?: string | null;

  /** An inactive mailbox is not read and cannot send. */
  @Optional() @Flag() is_active?: boolean;

  /** Whether to watch the mailbox for new messages. */
  @Optional() @Flag() is_watched?: boolean;
}

export class CreateSupportEmailDto extends MailboxSettingsDto {
  /** @example "support@example.com" */
  @EmailAddress() email_address: string;

  /** `imap` requires `imap_host` and `smtp_host`; `gmail` does not. */
  @Optional() @OneOf(PROVIDERS) provider?: (typeof PROVIDERS)[number] = 'imap';
}

export class UpdateSupportEmailDto extends MailboxSettingsDto {
  /**
   * The version you saw. If there is a newer one, the change is refused with 409 `stale_version`; if omitted, it is made in any case.
   * @example 1
   */
  @Optional() @Count({ min: 1 }) version?: number;
}

type Hidden = 'addresses' | 'deleted_at' | 'push_history_id' | 'sync_requests' | 'sync_requests_served' | 'watched_since';

export class SupportEmailDto implements Omit<Row<'support_emails'>, Hidden> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "support@example.com" */
  email_address: string;
  /** @example "Example Support" */
  display_name: string;
  /** @example ["help@example.com"] */
  aliases: string[];
  @OneOf(PROVIDERS) provider: string;
  @OneOf(AUTH_KINDS) auth_kind: string;
  username: string;
  /** @example "imap.example.com" */
  imap_host: string;
  /** @example 993 */
  imap_port: number;
  @OneOf(SECURITIES) imap_security: string;
  /** @example "smtp.example.com" */
  smtp_host: string;
  /** @example 465 */
  smtp_port: number;
  @OneOf(SECURITIES) smtp_security: string;
  /** @example ["INBOX"] */
  folders: string[];
  reads_sent: boolean;
  @OneOf(SENT_COPIES) sent_copy: string;
  /** @example 30 */
  backfill_days: number;
  signature_text: string;
  signature_html: string;
  team: string | null;
  is_active: boolean;
  /** Whether it should be watched; `state` is the actual state. */
  is_watched: boolean;
  /**
   * `backoff`: it failed and is retried at `next_attempt_at`; `reconnect_needed`: it is not retried until the credentials are changed.
   * @example "watching"
   */
  @OneOf(MAILBOX_STATES) state: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  state_changed_at: string;
  /** When it was last read completely. */
  last_sync_at: string | null;
  /**
   * Seconds since the last sync; null before the first one.
   * @example 12
   */
  lag_seconds: number | null;
  /** When its newest message arrived. */
  last_message_at: string | null;
  /** The last error; null after two minutes without a failure. */
  last_error_code: string | null;
  last_error_message: string | null;
  last_error_at: string | null;
  /** Consecutive failures. */
  failures: number;
  /** Consecutive refused sign-ins; after three it is not retried. */
  auth_failures: number;
  next_attempt_at: string | null;
  /** The capabilities that the IMAP server announces. */
  capabilities: string[];
  /** When the Gmail push notifications expire. */
  push_expires_at: string | null;
  /** Whether credentials are stored; they are never shown. */
  has_credentials: boolean;
  /**
   * Increases with every change by a person.
   * @example 1
   */
  version: number;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}
export class SupportEmailPageDto extends PageOf(SupportEmailDto) {}

export class ListSupportEmailsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  @Optional() @OneOf(MAILBOX_STATES) state?: (typeof MAILBOX_STATES)[number];

  @Optional() @OneOf(PROVIDERS) provider?: (typeof PROVIDERS)[number];

  /** Searches address and name. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'email_address']) sort?: 'created_at' | 'email_address';
}

export class MailServerTestDto {
  /** Whether signing in worked. */
  ok: boolean;
  /**
   * Why it failed; null if it worked.
   * @example "mail_auth_failed"
   */
  error_code: string | null;
  /** @example "The mail server refuses the sign-in." */
  error_message: string | null;
  /** @example 84 */
  duration_ms: number;
}

export class MailboxTestFolderDto {
  /** @example "INBOX" */
  path: string;
  @OneOf(FOLDER_ROLES) role: string;
}

export class SupportEmailTestDto {
  imap: MailServerTestDto;
  smtp: MailServerTestDto;
  /** The folders of the mailbox; empty if signing in failed. */
  folders: MailboxTestFolderDto[];
  /**
   * The capabilities that the IMAP server announces.
   * @example ["IDLE", "CONDSTORE"]
   */
  capabilities: string[];
}

export class MailboxFolderDto implements Omit<Row<'mailbox_folders'>, 'support_email_id'> {
  /** @example "INBOX" */
  path: string;
  @OneOf(FOLDER_ROLES) role: string;
  /**
   * The UIDVALIDITY of the folder; UIDs are only valid together with it.
   * @example "1700000000"
   */
  uid_validity: string;
  /**
   * Every message up to this UID was read.
   * @example 4711
   */
  last_uid: number;
  /** The highest mod-sequence up to which flags are in sync, if the server supports it. */
  highest_modseq: string;
  last_sync_at: string | null;
}
