import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import type { RangeName } from '../../common/timeRange/timeRange.js';

export class EmailDashboardQueryDto {
  /**
   * `today` begins at midnight of the business zone; `7d` and `30d` are that long before now; `custom` takes the dates.
   * @example "7d"
   */
  @IsOptional() @IsIn(['today', '7d', '30d', 'custom']) range?: RangeName;

  /**
   * With `custom`: a business date (from its midnight) or an instant.
   * @example "2026-02-01"
   */
  @IsOptional() @IsString() @MaxLength(40) start_date?: string;

  /**
   * With `custom`: a business date (the whole day counts) or an instant (excluded itself).
   * @example "2026-02-28"
   */
  @IsOptional() @IsString() @MaxLength(40) end_date?: string;

  /**
   * E-mails of this mailbox only.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  @IsOptional() @IsUUID() support_email_id?: string;
}

export class TopSendersQueryDto extends EmailDashboardQueryDto {
  /**
   * How many, at most 50.
   * @example 10
   */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(50) limit?: number = 10;
}

export class EmailVolumeDto {
  /**
   * inbound + outbound, which is also messages + auto_replies + bounces + lists + loops.
   * @example 412
   */
  total: number;
  /**
   * Received.
   * @example 291
   */
  inbound: number;
  /**
   * Sent by us, or waiting to be.
   * @example 121
   */
  outbound: number;
  /**
   * Written by a person, to us or by us.
   * @example 377
   */
  messages: number;
  /**
   * Out of office and the like.
   * @example 14
   */
  auto_replies: number;
  /**
   * Reports that something could not be delivered.
   * @example 3
   */
  bounces: number;
  /**
   * Newsletters and mailing lists.
   * @example 18
   */
  lists: number;
  /**
   * What we wrote and got back.
   * @example 0
   */
  loops: number;
}

export class TeamEmailsDto {
  /**
   * Null: e-mails that no team has.
   * @example "billing"
   */
  team: string | null;
  /** @example 96 */
  inbound: number;
  /** @example 41 */
  outbound: number;
  /** @example 137 */
  total: number;
  /**
   * Received and not read.
   * @example 12
   */
  unread: number;
}

export class UnreadCountDto {
  /**
   * Received and not read, whenever it came.
   * @example 58
   */
  unread: number;
  /**
   * Of those, what came in the range.
   * @example 23
   */
  unread_in_range: number;
}

export class TopSenderDto {
  /** @example "asha@example.com" */
  from_email: string;
  /**
   * As in the newest of these e-mails.
   * @example "Asha"
   */
  from_name: string;
  /**
   * Received from this address.
   * @example 17
   */
  emails: number;
  /** @example "2026-02-24T09:15:42+00:00" */
  last_received_at: string;
}

export class DailyEmailVolumeDto {
  /**
   * Business date.
   * @example "2026-02-24"
   */
  date: string;
  /** @example 41 */
  inbound: number;
  /** @example 17 */
  outbound: number;
  /** @example 58 */
  total: number;
}

export class MailboxEmailsDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  support_email_id: string;
  /** @example "support@example.com" */
  email_address: string;
  /** @example "Support" */
  display_name: string;
  /** @example 291 */
  inbound: number;
  /** @example 121 */
  outbound: number;
  /** @example 412 */
  total: number;
  /**
   * Received and not read.
   * @example 23
   */
  unread: number;
}

export class EmailStatusCountDto {
  /** @example "open" */
  status: 'open' | 'pending' | 'resolved' | 'closed' | 'spam';
  /** @example 204 */
  count: number;
}

export class EmailDashboardOverviewDto {
  email_volume: EmailVolumeDto;
  emails_by_team: TeamEmailsDto[];
  unread_count: UnreadCountDto;
  /** The first ten. */
  top_senders: TopSenderDto[];
  daily_volume: DailyEmailVolumeDto[];
  emails_by_mailbox: MailboxEmailsDto[];
  /** Each status, also those that no e-mail has. */
  status_breakdown: EmailStatusCountDto[];
  /**
   * The interval that was asked for, resolved; the end is excluded.
   * @example "2026-02-17T09:15:15.000Z"
   */
  start_date: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  end_date: string;
}
