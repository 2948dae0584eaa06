import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsBooleanString,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import type { Row } from '../../../supabase/table.js';

export const MAILBOX_STATES = ['stopped', 'connecting', 'syncing', 'watching', 'backoff', 'reconnect_needed'] as const;
const PROVIDERS = ['gmail', 'imap'] as const;
const SECURITIES = ['tls', 'starttls', 'none'] as const;
const SENT_COPIES = ['auto', 'server', 'append'] as const;
const HOST = /^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/i;
// eslint-disable-next-line no-control-regex
const ONE_LINE = /^[^\u0000-\u001f\u007f]*$/;
const given = (field: string) => ValidateIf((body: Record<string, unknown>) => body[field] !== undefined);

/** How to sign in. Write-only: kept sealed, never shown. */
class MailCredentialsDto {
  /**
   * Password, or app password; blanks in an app password do not matter. Kept sealed and never shown.
   * @example "abcd efgh ijkl mnop"
   */
  @given('password') @IsString() @Length(1, 500) password?: string;

  /**
   * OAuth2 instead of a password: client id, client secret and refresh token, together.
   * @example "1234567890-demo.apps.example.com"
   */
  @given('client_id') @IsString() @Length(1, 500) client_id?: string;

  /** Kept sealed and never shown. */
  @given('client_secret') @IsString() @Length(1, 500) client_secret?: string;

  /** Kept sealed and never shown. */
  @given('refresh_token') @IsString() @Length(1, 2000) refresh_token?: string;
}

/** What may be given at the beginning and changed later. */
class MailboxSettingsDto extends MailCredentialsDto {
  /**
   * The name that replies come from.
   * @example "Example Support"
   */
  @given('display_name') @IsString() @MaxLength(200) @Matches(ONE_LINE, { message: 'display_name must be one line' }) display_name?: string;

  /** Who signs in; the address when it is not said. */
  @given('username') @IsString() @Length(1, 320) @Matches(ONE_LINE, { message: 'username must be one line' }) username?: string;

  /** @example "imap.example.com" */
  @given('imap_host') @IsString() @Matches(HOST, { message: 'imap_host must be a host name or an address' }) imap_host?: string;

  /** @example 993 */
  @given('imap_port') @IsInt() @Min(1) @Max(65535) imap_port?: number;

  /** `none` only for a server on the same machine. */
  @given('imap_security') @IsIn(SECURITIES) imap_security?: (typeof SECURITIES)[number];

  /** @example "smtp.example.com" */
  @given('smtp_host') @IsString() @Matches(HOST, { message: 'smtp_host must be a host name or an address' }) smtp_host?: string;

  /** @example 465 */
  @given('smtp_port') @IsInt() @Min(1) @Max(65535) smtp_port?: number;

  /** `none` only for a server on the same machine. */
  @given('smtp_security') @IsIn(SECURITIES) smtp_security?: (typeof SECURITIES)[number];

  /**
   * Which folders are read.
   * @example ["INBOX"]
   */
  @given('folders')
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 500, { each: true })
  @Matches(ONE_LINE, { each: true, message: 'each of folders must be one line' })
  folders?: string[];

  /** Also read the Sent folder, for replies that were written elsewhere. It is found by itself. */
  @given('reads_sent') @IsBoolean() reads_sent?: boolean;

  /** Who files a copy of what we send: `server` (it does so itself), `append` (we do), `auto`. */
  @given('sent_copy') @IsIn(SENT_COPIES) sent_copy?: (typeof SENT_COPIES)[number];

  /**
   * How far back the first sync goes, days; 0: only what arrives from now on.
   * @example 30
   */
  @given('backfill_days') @IsInt() @Min(0) @Max(3650) backfill_days?: number;

  /** @example "Kind regards, Example Support" */
  @given('signature_text') @IsString() @MaxLength(5000) signature_text?: string;

  /** Images as `<img src="cid:…">` with the id of an upload of yours; it stays as long as it is shown. */
  @given('signature_html') @IsString() @MaxLength(20000) signature_html?: string;

  /**
   * The team that new e-mails go to; null for none.
   * @example "support"
   */
  @IsOptional() @IsString() @Length(1, 100) team?: string | null;

  /** An inactive mailbox is neither read nor answered from. */
  @given('is_active') @IsBoolean() is_active?: boolean;

  /** Whether it is watched. */
  @given('is_watched') @IsBoolean() is_watched?: boolean;
}

export class CreateSupportEmailDto extends MailboxSettingsDto {
  /** @example "support@example.com" */
  @IsEmail() @MaxLength(320) email_address: string;

  /** `gmail` knows its servers; `imap` needs `imap_host` and `smtp_host`. */
  @given('provider') @IsIn(PROVIDERS) provider?: (typeof PROVIDERS)[number] = 'imap';
}

export class UpdateSupportEmailDto extends MailboxSettingsDto {
  /**
   * The version that this change was made on; another one is refused with 409. Without it the change is made anyway.
   * @example 1
   */
  @given('version') @IsInt() @Min(1) version?: number;
}

type Hidden = 'deleted_at' | 'push_history_id' | 'sync_requests' | 'sync_requests_served' | 'watched_since';

export class SupportEmailDto implements Omit<Row<'support_emails'>, Hidden> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "support@example.com" */
  email_address: string;
  /** @example "Example Support" */
  display_name: string;
  /** `gmail` or `imap`. */
  provider: string;
  /** `password` or `oauth2`. */
  auth_kind: string;
  username: string;
  /** @example "imap.example.com" */
  imap_host: string;
  /** @example 993 */
  imap_port: number;
  imap_security: string;
  /** @example "smtp.example.com" */
  smtp_host: string;
  /** @example 465 */
  smtp_port: number;
  smtp_security: string;
  /** @example ["INBOX"] */
  folders: string[];
  reads_sent: boolean;
  sent_copy: string;
  /** @example 30 */
  backfill_days: number;
  signature_text: string;
  signature_html: string;
  team: string | null;
  is_active: boolean;
  /** Whether it is to be watched; `state` tells what is the case. */
  is_watched: boolean;
  /**
   * `stopped`, `connecting`, `syncing`, `watching`, `backoff` (it failed and is tried again at `next_attempt_at`), or
   * `reconnect_needed` (nobody tries again until the credentials are changed).
   * @example "watching"
   */
  state: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  state_changed_at: string;
  /** When it was last read to the end. */
  last_sync_at: string | null;
  /**
   * Seconds since then; null before the first sync.
   * @example 12
   */
  lag_seconds: number | null;
  /** When the newest message of it arrived. */
  last_message_at: string | null;
  /** What went wrong last; null after two minutes without a failure. */
  last_error_code: string | null;
  last_error_message: string | null;
  last_error_at: string | null;
  /** Failures in a row. */
  failures: number;
  /** Sign-ins refused in a row; at three nobody tries again. */
  auth_failures: number;
  next_attempt_at: string | null;
  /** What the server announces. */
  capabilities: string[];
  /** Until when Gmail tells of changes by itself. */
  push_expires_at: string | null;
  /** Credentials are stored; what they are is not shown. */
  has_credentials: boolean;
  /**
   * Counts changes made by people.
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
  /** `true` or `false`. */
  @IsOptional() @IsBooleanString() is_active?: string;

  @IsOptional() @IsIn(MAILBOX_STATES) state?: (typeof MAILBOX_STATES)[number];

  @IsOptional() @IsIn(PROVIDERS) provider?: (typeof PROVIDERS)[number];

  /** Looks into address and name. */
  @IsOptional() @Type(() => String) @IsString() @MaxLength(200) search?: string;

  @IsOptional() @IsIn(['created_at', 'email_address']) sort?: 'created_at' | 'email_address';
}

export class MailServerTestDto {
  /** Whether the sign-in worked. */
  ok: boolean;
  /**
   * Why not; null when it did.
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
  /** `inbox`, `sent`, `all` or `other`. */
  role: string;
}

export class SupportEmailTestDto {
  imap: MailServerTestDto;
  smtp: MailServerTestDto;
  /** The folders of the mailbox; empty when nobody could sign in. */
  folders: MailboxTestFolderDto[];
  /**
   * What the IMAP server announces.
   * @example ["IDLE", "CONDSTORE"]
   */
  capabilities: string[];
}

export class MailboxFolderDto implements Omit<Row<'mailbox_folders'>, 'support_email_id'> {
  /** @example "INBOX" */
  path: string;
  /** `inbox`, `sent`, `all` or `other`. */
  role: string;
  /**
   * The server's numbering; another one begins anew.
   * @example "1700000000"
   */
  uid_validity: string;
  /**
   * Everything up to this UID was seen.
   * @example 4711
   */
  last_uid: number;
  /** Where the server counts changes, how far flags were followed. */
  highest_modseq: string;
  last_sync_at: string | null;
}
