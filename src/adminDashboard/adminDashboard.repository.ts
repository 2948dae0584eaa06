import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../common/timeRange/timeRange.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { Database } from '../supabase/database.types.js';
import type {
  DailyEmailVolumeDto,
  EmailDashboardOverviewDto,
  MailboxEmailsDto,
  TeamEmailsDto,
  TopSenderDto,
} from './dto/emailDashboard.dto.js';

/** A range, and the mailbox when only one counts. */
export interface EmailScope extends TimeRange {
  support_email_id?: string;
}

export type EmailTotals = Pick<EmailDashboardOverviewDto, 'email_volume' | 'unread_count' | 'status_breakdown'>;
export type EmailOverview = Omit<EmailDashboardOverviewDto, 'start_date' | 'end_date'>;

type TotalsRow = Database['public']['Functions']['get_email_totals']['Returns'][number];
type OverviewRow = Omit<EmailOverview, keyof EmailTotals> & { totals: TotalsRow };

@Injectable()
export class AdminDashboardRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  /** All of it as of one moment, in one go: the pages of the dashboard begin with it. */
  async overview({ start, end, support_email_id }: EmailScope, limit: number): Promise<EmailOverview> {
    const [row] = await this.postgres.query<{ overview: OverviewRow }>({
      name: 'get_email_overview',
      text: 'select public.get_email_overview($1, $2, $3, $4) as overview',
      values: [start, end, limit, support_email_id ?? null],
    });
    const { totals, ...rest } = row!.overview;
    return { ...shapeOf(totals), ...rest };
  }

  async totals(scope: EmailScope): Promise<EmailTotals> {
    return shapeOf(await this.functions.one('get_email_totals', parameters(scope)));
  }

  async byTeam(scope: EmailScope): Promise<TeamEmailsDto[]> {
    return this.functions.call('get_emails_by_team', parameters(scope));
  }

  async topSenders(scope: EmailScope, limit: number): Promise<TopSenderDto[]> {
    return this.functions.call('get_email_top_senders', { ...parameters(scope), p_limit: limit });
  }

  async dailyVolume(scope: EmailScope): Promise<DailyEmailVolumeDto[]> {
    return this.functions.call('get_email_daily_volume', parameters(scope));
  }

  async byMailbox(scope: EmailScope): Promise<MailboxEmailsDto[]> {
    return this.functions.call('get_emails_by_mailbox', parameters(scope));
  }
}

function parameters({ start, end, support_email_id }: EmailScope) {
  return { p_start: start.toISOString(), p_end: end.toISOString(), p_support_email_id: support_email_id };
}

function shapeOf(totals: TotalsRow): EmailTotals {
  const {
    total,
    inbound,
    outbound,
    messages,
    auto_replies,
    bounces,
    lists,
    loops,
    open,
    pending,
    resolved,
    closed,
    spam,
    unread,
    unread_in_range,
  } = totals;
  return {
    email_volume: { total, inbound, outbound, messages, auto_replies, bounces, lists, loops },
    unread_count: { unread, unread_in_range },
    status_breakdown: [
      { status: 'open', count: open },
      { status: 'pending', count: pending },
      { status: 'resolved', count: resolved },
      { status: 'closed', count: closed },
      { status: 'spam', count: spam },
    ],
  };
}
