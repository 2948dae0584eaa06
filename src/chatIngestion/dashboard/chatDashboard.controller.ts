import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy } from '../../common/auth/roleScope.decorator.js';
import { ChatDashboardService } from './chatDashboard.service.js';
import {
  AgentChatsDto,
  ChatDashboardOverviewDto,
  ChatDashboardQueryDto,
  ChatDashboardRowsQueryDto,
  ChatFailureDto,
  DailyChatDeliveryDto,
  DailyChatResponseDto,
  DailyChatVolumeDto,
  ProviderChatsDto,
  TeamChatsDto,
} from './dto/chatDashboard.dto.js';

@ApiTags('Chat dashboard')
@Controller('chats/dashboard')
@Require('chats')
@NarrowedBy('team')
export class ChatDashboardController {
  constructor(private readonly dashboard: ChatDashboardService) {}

  /**
   * Get all figures of the chat dashboard.
   * @remarks Conversations count on the day on which the customer first wrote, or on which they were opened if the customer has not
   * written; a conversation that was reopened counts again.
   */
  @Get('overview')
  getChatDashboard(@Query() query: ChatDashboardQueryDto): Promise<ChatDashboardOverviewDto> {
    return this.dashboard.overview(query, new Date());
  }

  /**
   * Count messages and conversations per business day.
   * @remarks Days without chats are included.
   */
  @Get('volume')
  getDailyChatVolume(@Query() query: ChatDashboardRowsQueryDto): Promise<DailyChatVolumeDto[]> {
    return this.dashboard.volume(query, new Date());
  }

  /** Count messages and conversations per team, most first. */
  @Get('teams')
  getChatsByTeam(@Query() query: ChatDashboardRowsQueryDto): Promise<TeamChatsDto[]> {
    return this.dashboard.teams(query, new Date());
  }

  /**
   * Count messages and conversations per provider, most first.
   * @remarks A removed provider is listed if it has chats within the range.
   */
  @Get('providers')
  getChatsByProvider(@Query() query: ChatDashboardRowsQueryDto): Promise<ProviderChatsDto[]> {
    return this.dashboard.providers(query, new Date());
  }

  /** Count sent messages and resolved conversations per agent, most first. */
  @Get('agents')
  getChatsByAgent(@Query() query: ChatDashboardRowsQueryDto): Promise<AgentChatsDto[]> {
    return this.dashboard.agents(query, new Date());
  }

  /** Show per business day how soon customers were answered and how long conversations took. */
  @Get('response')
  getChatResponseTimes(@Query() query: ChatDashboardRowsQueryDto): Promise<DailyChatResponseDto[]> {
    return this.dashboard.response(query, new Date());
  }

  /** Count per business day how many sent messages arrived, were read or failed. */
  @Get('delivery')
  getChatDelivery(@Query() query: ChatDashboardRowsQueryDto): Promise<DailyChatDeliveryDto[]> {
    return this.dashboard.delivery(query, new Date());
  }

  /** Count failed messages by the code of the provider, most frequent first. */
  @Get('failures')
  getChatFailures(@Query() query: ChatDashboardRowsQueryDto): Promise<ChatFailureDto[]> {
    return this.dashboard.failures(query, new Date());
  }
}
