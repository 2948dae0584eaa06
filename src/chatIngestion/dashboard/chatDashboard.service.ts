import { Injectable } from '@nestjs/common';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import { ChatDashboardRepository, type ChatFigures, type ChatScope, type ProviderFigures } from './chatDashboard.repository.js';
import type {
  AgentChatsDto,
  ChatDashboardOverviewDto,
  ChatDashboardQueryDto,
  ChatDeliveryDto,
  ChatFailureDto,
  ChatResponseDto,
  ChatVolumeDto,
  DailyChatDeliveryDto,
  DailyChatResponseDto,
  DailyChatVolumeDto,
  ProviderChatsDto,
  TeamChatsDto,
} from './dto/chatDashboard.dto.js';

/** How much is written on WhatsApp, how soon it is answered, and what arrives. */
@Injectable()
export class ChatDashboardService {
  constructor(
    private readonly chats: ChatDashboardRepository,
    private readonly clock: BusinessClock,
  ) {}

  async overview(query: ChatDashboardQueryDto, now: Date): Promise<ChatDashboardOverviewDto> {
    const scope = this.scope(query, now);
    const found = await this.chats.read(scope, ['totals', 'days', 'teams', 'providers', 'agents', 'failures']);
    return {
      volume: volumeOf(found.totals),
      response: responseOf(found.totals),
      delivery: deliveryOf(found.totals),
      daily_volume: found.days.map((day) => ({ date: day.date, ...volumeOf(day) })),
      teams: found.teams.map(teamOf),
      providers: found.providers.map(providerOf),
      agents: found.agents.map(agentOf),
      failures: found.failures,
      start_date: scope.start.toISOString(),
      end_date: scope.end.toISOString(),
    };
  }

  async volume(query: ChatDashboardQueryDto, now: Date): Promise<DailyChatVolumeDto[]> {
    const { days } = await this.chats.read(this.scope(query, now), ['days']);
    return days.map((day) => ({ date: day.date, ...volumeOf(day) }));
  }

  async response(query: ChatDashboardQueryDto, now: Date): Promise<DailyChatResponseDto[]> {
    const { days } = await this.chats.read(this.scope(query, now), ['days']);
    return days.map((day) => ({ date: day.date, ...responseOf(day) }));
  }

  async delivery(query: ChatDashboardQueryDto, now: Date): Promise<DailyChatDeliveryDto[]> {
    const { days } = await this.chats.read(this.scope(query, now), ['days']);
    return days.map((day) => ({ date: day.date, ...deliveryOf(day) }));
  }

  async failures(query: ChatDashboardQueryDto, now: Date): Promise<ChatFailureDto[]> {
    return (await this.chats.read(this.scope(query, now), ['failures'])).failures;
  }

  async teams(query: ChatDashboardQueryDto, now: Date): Promise<TeamChatsDto[]> {
    return (await this.chats.read(this.scope(query, now), ['teams'])).teams.map(teamOf);
  }

  async providers(query: ChatDashboardQueryDto, now: Date): Promise<ProviderChatsDto[]> {
    return (await this.chats.read(this.scope(query, now), ['providers'])).providers.map(providerOf);
  }

  async agents(query: ChatDashboardQueryDto, now: Date): Promise<AgentChatsDto[]> {
    return (await this.chats.read(this.scope(query, now), ['agents'])).agents.map(agentOf);
  }

  private scope({ provider_id, team, ...query }: ChatDashboardQueryDto, now: Date): ChatScope {
    return { ...this.clock.range(query, now), provider_id, team };
  }
}

type Figures = Partial<ChatFigures>;

function volumeOf(figures: Figures): ChatVolumeDto {
  const { messages = 0, inbound = 0, outbound = 0, by_agents = 0, by_app = 0, automatic = 0, conversations = 0 } = figures;
  return { messages, inbound, outbound, by_agents, by_app, automatic, conversations };
}

function responseOf(figures: Figures): ChatResponseDto {
  const { conversations = 0, started = 0, unanswered = 0, answered = 0, resolved = 0 } = figures;
  const { answered_5m = 0, answered_15m = 0, answered_1h = 0, answered_4h = 0, answered_24h = 0, answered_later = 0 } = figures;
  return {
    conversations,
    started,
    unanswered,
    answered,
    answered_5m,
    answered_15m,
    answered_1h,
    answered_4h,
    answered_24h,
    answered_later,
    average_response_seconds: average(figures.response_seconds, answered),
    resolved,
    average_resolution_seconds: average(figures.resolution_seconds, resolved),
  };
}

function deliveryOf(figures: Figures): ChatDeliveryDto {
  const { outbound = 0, pending = 0, sent = 0, delivered = 0, read = 0, failed = 0, cancelled = 0 } = figures;
  return { outbound, pending, sent, delivered, read, failed, cancelled };
}

function teamOf(figures: ChatFigures): TeamChatsDto {
  return { team: figures.team, ...volumeOf(figures), ...responseOf(figures), ...deliveryOf(figures) };
}

function providerOf({ provider_id, name, slug, kind, business_number, ...figures }: ProviderFigures): ProviderChatsDto {
  return {
    provider_id,
    name,
    slug,
    kind,
    business_number,
    ...volumeOf(figures),
    ...responseOf(figures),
    ...deliveryOf(figures),
  };
}

function agentOf(figures: ChatFigures): AgentChatsDto {
  return { agent_id: figures.agent_id, ...deliveryOf(figures), resolved: figures.resolved };
}

function average(seconds: number | undefined, count: number): number | null {
  return count === 0 ? null : Math.round((seconds ?? 0) / count);
}
