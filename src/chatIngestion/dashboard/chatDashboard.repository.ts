import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../../common/timeRange/timeRange.js';
import { listed } from '../../common/list/listed.js';
import { Functions } from '../../supabase/functions.service.js';
import type { ChatFailureDto } from './dto/chatDashboard.dto.js';

/** A range, and the provider or teams when only these count. */
export interface ChatScope extends TimeRange {
  provider_id?: string;
  team?: string | string[];
}

/** What get_chat_figures counts, for a group of chats. */
export interface ChatFigures {
  date: string;
  provider_id: string;
  team: string | null;
  agent_id: string | null;
  messages: number;
  inbound: number;
  outbound: number;
  by_agents: number;
  by_app: number;
  automatic: number;
  pending: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  cancelled: number;
  conversations: number;
  started: number;
  unanswered: number;
  answered: number;
  answered_5m: number;
  answered_15m: number;
  answered_1h: number;
  answered_4h: number;
  answered_24h: number;
  answered_later: number;
  response_seconds: number;
  resolved: number;
  resolution_seconds: number;
}

/** Of a provider without chats in the range, only the names. */
export type ProviderFigures = Partial<ChatFigures> & {
  provider_id: string;
  name: string;
  slug: string;
  kind: string;
  business_number: string;
};

export interface ChatDashboard {
  totals: ChatFigures;
  days: ChatFigures[];
  teams: ChatFigures[];
  providers: ProviderFigures[];
  agents: ChatFigures[];
  failures: ChatFailureDto[];
}

@Injectable()
export class ChatDashboardRepository {
  constructor(private readonly functions: Functions) {}

  /** Parts of the dashboard, all as of one moment. */
  read<P extends keyof ChatDashboard>({ start, end, provider_id, team }: ChatScope, parts: P[]): Promise<Pick<ChatDashboard, P>> {
    return this.functions.call<'get_chat_dashboard', Pick<ChatDashboard, P>>('get_chat_dashboard', {
      p_start: start.toISOString(),
      p_end: end.toISOString(),
      p_parts: parts,
      p_provider_id: provider_id,
      p_teams: listed(team),
    });
  }
}
