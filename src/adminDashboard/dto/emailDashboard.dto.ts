import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { MATTER_STATUSES, type MatterStatus } from '../../common/matter/matter.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { BusinessDate, Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';

export class EmailDashboardQueryDto extends TimeRangeQueryDto {
  /**
   * Only e-mails of this mailbox.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  @Optional() @Id() support_email_id?: string;
}

export class TopSendersQueryDto extends EmailDashboardQueryDto {
  /**
   * How many senders to return.
   * @example 10
   */
  @Optional() @Count({ min: 1, max: 50 }) limit?: number = 10;
}

export class EmailVolumeDto {
  /**
   * `inbound` + `outbound`, which equals `messages` + `auto_replies` + `bounces` + `lists` + `loops`.
   * @example 412
   */
  total: number;
  /**
   * E-mails received.
   * @example 291
   */
  inbound: number;
  /**
   * E-mails sent or waiting to be sent.
   * @example 121
   */
  outbound: number;
  /**
   * Written by a person, in either direction.
   * @example 377
   */
  messages: number;
  /**
   * Out-of-office replies and other automatic answers.
   * @example 14
   */
  auto_replies: number;
  /**
   * Reports of failed delivery.
   * @example 3
   */
  bounces: number;
  /**
   * Newsletters and mailing-list messages.
   * @example 18
   */
  lists: number;
  /**
   * Our own messages that came back to us.
   * @example 0
   */
  loops: number;
}

export class TeamEmailsDto {
  /**
   * Null for e-mails without a team.
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
   * Received and unread.
   * @example 12
   */
  unread: number;
}

export class UnreadCountDto {
  /**
   * Received and unread, regardless of the range.
   * @example 58
   */
  unread: number;
  /**
   * Of those, received within the range.
   * @example 23
   */
  unread_in_range: number;
}

export class TopSenderDto {
  /** @example "asha@example.com" */
  from_email: string;
  /**
   * The name on the newest of these e-mails.
   * @example "Asha"
   */
  from_name: string;
  /**
   * E-mails received from this address.
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
  @BusinessDate() date: string;
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
   * Received and unread.
   * @example 23
   */
  unread: number;
}

export class EmailStatusCountDto {
  /** @example "open" */
  @OneOf(MATTER_STATUSES) status: MatterStatus;
  /** @example 204 */
  count: number;
}

export class EmailDashboardOverviewDto {
  email_volume: EmailVolumeDto;
  emails_by_team: TeamEmailsDto[];
  unread_count: UnreadCountDto;
  /** The ten most frequent senders. */
  top_senders: TopSenderDto[];
  daily_volume: DailyEmailVolumeDto[];
  emails_by_mailbox: MailboxEmailsDto[];
  /** Every status, including those with no e-mails. */
  status_breakdown: EmailStatusCountDto[];
  /**
   * Start of the resolved interval, included.
   * @example "2026-02-17T09:15:15.000Z"
   */
  @Instant() start_date: string;
  /**
   * End of the resolved interval, excluded.
   * @example "2026-02-24T09:15:15.000Z"
   */
  @Instant() end_date: string;
}
