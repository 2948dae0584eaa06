import { Injectable } from '@nestjs/common';
import type { TimeRange } from '../common/timeRange/timeRange.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { Functions } from '../supabase/functions.service.js';
import type { CallDto } from './dto/call.dto.js';
import type {
  AgentStatsDto,
  CallDashboardOverviewDto,
  CallVolumeDto,
  DailyCallVolumeDto,
  StatusBreakdownDto,
} from './dto/callDashboard.dto.js';

export interface CallFilters extends TimeRange {
  service?: string;
  agent_number?: string;
  status?: string;
  caller?: string;
}

export type CallOverview = Omit<CallDashboardOverviewDto, 'start_date' | 'end_date'>;

export interface CallListPlace {
  page: number;
  limit: number;
  order: 'asc' | 'desc';
  /** The row after which the page begins; without it the page number counts. */
  after?: { time: string; id: string };
}

/** What signs the recording links of one answer. */
export interface LinkSigning {
  key: string;
  /** Seconds since 1970. */
  expires: number;
  base: string;
  /** Whom the links are for; the log of accesses names this user. */
  user_id: string;
}

@Injectable()
export class CallLogsRepository {
  constructor(
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  async callVolume(range: TimeRange): Promise<CallVolumeDto> {
    return this.functions.one('get_kaleyra_call_volume', bounds(range));
  }

  async agentStats(range: TimeRange): Promise<AgentStatsDto[]> {
    return this.functions.call('get_kaleyra_agent_stats', bounds(range));
  }

  async dailyVolume(range: TimeRange): Promise<DailyCallVolumeDto[]> {
    return this.functions.call('get_kaleyra_daily_volume', bounds(range));
  }

  async statusBreakdown(range: TimeRange): Promise<StatusBreakdownDto[]> {
    return this.functions.call('get_kaleyra_status_breakdown', bounds(range));
  }

  /** All of it as of one moment: a sync that commits while it is read is in every part or in none. */
  async overview({ start, end }: TimeRange): Promise<CallOverview> {
    const [row] = await this.postgres.query<{ overview: CallOverview }>({
      name: 'kaleyra_overview',
      text: `select json_build_object(
          'call_volume', (select to_json(v) from public.get_kaleyra_call_volume($1, $2) v),
          'agent_stats', (select coalesce(json_agg(a), '[]') from public.get_kaleyra_agent_stats($1, $2) a),
          'daily_volume', (select coalesce(json_agg(d), '[]') from public.get_kaleyra_daily_volume($1, $2) d),
          'status_breakdown', (select coalesce(json_agg(s), '[]') from public.get_kaleyra_status_breakdown($1, $2) s),
          'last_synced_at', public.get_kaleyra_last_synced_at()) as overview`,
      values: [start, end],
    });
    return row!.overview;
  }

  async lastSyncedAt(): Promise<string | null> {
    return this.functions.call('get_kaleyra_last_synced_at', {});
  }

  /** The finished JSON of one page: it goes to the wire as it is, because parsing and writing it again costs more than the query. */
  async pageAsText(filters: CallFilters, place: CallListPlace, links: LinkSigning): Promise<string> {
    const [row] = await this.postgres.query<{ page: string }>({
      name: 'kaleyra_call_list',
      text: `select public.get_kaleyra_call_list(
          p_start => $1, p_end => $2, p_service => $3, p_agent_number => $4, p_status => $5, p_caller => $6,
          p_limit => $7, p_page => $8, p_offset => $9, p_after_time => $10, p_after_id => $11, p_order => $12,
          p_link_base => $13, p_link_user => $14, p_link_key => $15, p_link_expires => $16) as page`,
      values: [
        filters.start,
        filters.end,
        filters.service ?? null,
        filters.agent_number ?? null,
        filters.status ?? null,
        filters.caller ?? null,
        place.limit,
        place.page,
        place.after ? 0 : (place.page - 1) * place.limit,
        place.after?.time ?? null,
        place.after?.id ?? null,
        place.order,
        links.base,
        links.user_id,
        links.key,
        links.expires,
      ],
    });
    return row!.page;
  }

  /** One call with its legs, customer and attempts; null when there is none. */
  call(id: string, links: LinkSigning): Promise<CallDto | null> {
    return this.functions.call<'get_kaleyra_call', CallDto | null>('get_kaleyra_call', {
      p_id: id,
      p_link_base: links.base,
      p_link_user: links.user_id,
      p_link_key: links.key,
      p_link_expires: links.expires,
    });
  }

  /** Makes the rollups follow these settings; rebuilds them when something changed. */
  async configureRollups(settings: { timezone: string; connected: string[]; answered: string[]; missed: string[] }): Promise<void> {
    await this.postgres.transaction(
      (query) =>
        query('select public.configure_kaleyra_rollups($1, $2, $3, $4)', [
          settings.timezone,
          settings.connected,
          settings.answered,
          settings.missed,
        ]),
      { patient: true },
    );
  }
}

function bounds(range: TimeRange): { p_start: string; p_end: string } {
  return { p_start: range.start.toISOString(), p_end: range.end.toISOString() };
}
