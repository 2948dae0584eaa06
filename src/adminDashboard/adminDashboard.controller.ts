import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { AdminDashboardService } from './adminDashboard.service.js';
import {
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

@ApiTags('E-mail dashboard')
@Controller('admin/dashboard')
@Require('admin_dashboard')
export class AdminDashboardController {
  constructor(private readonly dashboard: AdminDashboardService) {}

  /** Get all figures of the e-mail dashboard. */
  @Get('overview')
  getEmailDashboard(@Query() query: EmailDashboardQueryDto): Promise<EmailDashboardOverviewDto> {
    return this.dashboard.overview(query, new Date());
  }

  /** Count e-mails by direction and kind. */
  @Get('email-volume')
  getEmailVolume(@Query() query: EmailDashboardQueryDto): Promise<EmailVolumeDto> {
    return this.dashboard.emailVolume(query, new Date());
  }

  /**
   * Count e-mails per team, most first.
   * @remarks `team` is null for e-mails without a team.
   */
  @Get('emails-by-team')
  getEmailsByTeam(@Query() query: EmailDashboardQueryDto): Promise<TeamEmailsDto[]> {
    return this.dashboard.emailsByTeam(query, new Date());
  }

  /** Count unread e-mails, in total and within the range. */
  @Get('unread-count')
  getUnreadCount(@Query() query: EmailDashboardQueryDto): Promise<UnreadCountDto> {
    return this.dashboard.unreadCount(query, new Date());
  }

  /**
   * List the most frequent senders.
   * @remarks Senders with the same count are ordered by address.
   */
  @Get('top-senders')
  getTopSenders(@Query() query: TopSendersQueryDto): Promise<TopSenderDto[]> {
    return this.dashboard.topSenders(query, new Date());
  }

  /**
   * Count e-mails per business day.
   * @remarks Days without e-mails are included.
   */
  @Get('daily-volume')
  getDailyEmailVolume(@Query() query: EmailDashboardQueryDto): Promise<DailyEmailVolumeDto[]> {
    return this.dashboard.dailyVolume(query, new Date());
  }

  /**
   * Count e-mails per mailbox, most first.
   * @remarks A removed mailbox is listed if it has e-mails within the range.
   */
  @Get('emails-by-mailbox')
  getEmailsByMailbox(@Query() query: EmailDashboardQueryDto): Promise<MailboxEmailsDto[]> {
    return this.dashboard.emailsByMailbox(query, new Date());
  }
}
