import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { resolveDates } from '../common/timeRange/timeRange.js';
import { AdminDashboardRepository, type EmailScope } from './adminDashboard.repository.js';
import type {
  DailyEmailVolumeDto,
  EmailDashboardOverviewDto,
  EmailDashboardQueryDto,
  EmailVolumeDto,
  MailboxEmailsDto,
  TeamEmailsDto,
  TopSenderDto,
  TopSendersQueryDto,
  UnreadCountDto,
} from './dto/emailDashboard.dto.js';

const TOP_SENDERS = 10;

@Injectable()
export class AdminDashboardService {
  constructor(
    private readonly emails: AdminDashboardRepository,
    private readonly config: ConfigService,
  ) {}

  async overview(query: EmailDashboardQueryDto, now: Date): Promise<EmailDashboardOverviewDto> {
    const scope = this.scope(query, now);
    return {
      ...(await this.emails.overview(scope, TOP_SENDERS)),
      start_date: scope.start.toISOString(),
      end_date: scope.end.toISOString(),
    };
  }

  async emailVolume(query: EmailDashboardQueryDto, now: Date): Promise<EmailVolumeDto> {
    return (await this.emails.totals(this.scope(query, now))).email_volume;
  }

  emailsByTeam(query: EmailDashboardQueryDto, now: Date): Promise<TeamEmailsDto[]> {
    return this.emails.byTeam(this.scope(query, now));
  }

  async unreadCount(query: EmailDashboardQueryDto, now: Date): Promise<UnreadCountDto> {
    return (await this.emails.totals(this.scope(query, now))).unread_count;
  }

  topSenders(query: TopSendersQueryDto, now: Date): Promise<TopSenderDto[]> {
    return this.emails.topSenders(this.scope(query, now), query.limit ?? TOP_SENDERS);
  }

  dailyVolume(query: EmailDashboardQueryDto, now: Date): Promise<DailyEmailVolumeDto[]> {
    return this.emails.dailyVolume(this.scope(query, now));
  }

  emailsByMailbox(query: EmailDashboardQueryDto, now: Date): Promise<MailboxEmailsDto[]> {
    return this.emails.byMailbox(this.scope(query, now));
  }

  private scope(query: EmailDashboardQueryDto, now: Date): EmailScope {
    return { ...resolveDates(query, now, this.config.environment.BUSINESS_TIMEZONE), support_email_id: query.support_email_id };
  }
}
