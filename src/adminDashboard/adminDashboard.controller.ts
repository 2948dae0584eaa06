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

  /** Everything the e-mail dashboard shows, in one answer. */
  @Get('overview')
  overview(@Query() query: EmailDashboardQueryDto): Promise<EmailDashboardOverviewDto> {
    return this.dashboard.overview(query, new Date());
  }

  /** E-mails by direction and by kind. */
  @Get('email-volume')
  emailVolume(@Query() query: EmailDashboardQueryDto): Promise<EmailVolumeDto> {
    return this.dashboard.emailVolume(query, new Date());
  }

  /** E-mails per team, the busiest first; `team` null is what nobody has. */
  @Get('emails-by-team')
  emailsByTeam(@Query() query: EmailDashboardQueryDto): Promise<TeamEmailsDto[]> {
    return this.dashboard.emailsByTeam(query, new Date());
  }

  /** Received and not read: of all times, and of the range. */
  @Get('unread-count')
  unreadCount(@Query() query: EmailDashboardQueryDto): Promise<UnreadCountDto> {
    return this.dashboard.unreadCount(query, new Date());
  }

  /** Who wrote most; among equals the address decides. */
  @Get('top-senders')
  topSenders(@Query() query: TopSendersQueryDto): Promise<TopSenderDto[]> {
    return this.dashboard.topSenders(query, new Date());
  }

  /** E-mails per business day; days without any are there too. */
  @Get('daily-volume')
  dailyVolume(@Query() query: EmailDashboardQueryDto): Promise<DailyEmailVolumeDto[]> {
    return this.dashboard.dailyVolume(query, new Date());
  }

  /** E-mails per mailbox, the busiest first; a removed mailbox is listed while the range has e-mails of it. */
  @Get('emails-by-mailbox')
  emailsByMailbox(@Query() query: EmailDashboardQueryDto): Promise<MailboxEmailsDto[]> {
    return this.dashboard.emailsByMailbox(query, new Date());
  }
}
