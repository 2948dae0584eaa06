import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { CalendarsService } from '../calendars/calendars.service.js';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { allows } from '../common/auth/permissions.port.js';
import { ConfigService } from '../common/config/config.service.js';
import type { Page } from '../common/list/page.dto.js';
import { WORK_CHANNELS } from '../common/matter/channels.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { type Arguments, Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { notYourAgent } from './agents.errors.js';
import { AgentsService } from './agents.service.js';
import { AGENTS } from './agents.settings.js';
import type { AgentDto } from './dto/agent.dto.js';
import type {
  AddWorkIntervalDto,
  AgentFiguresDto,
  AgentItemsDto,
  AgentPromiseDto,
  AgentWeekDto,
  AgentTimePieceDto,
  AvailabilityIntervalDto,
  ClockInDto,
  CorrectWorkIntervalDto,
  FinishedItemDto,
  HandledItemDto,
  ListAvailabilityDto,
  ListWorkIntervalsDto,
  SetAgentStatusDto,
  WorkIntervalDto,
} from './dto/agentTime.dto.js';

/** Days that the statistics show. */
const STATS_DAYS = 7;
const BEGUN_BETWEEN = { from: ['started_at', 'gte'], to: ['started_at', 'lt'] } as const;

/** One day of `get_agent_stats`. */
interface DayFigures {
  date: string;
  worked_seconds: number;
  available_seconds: number;
  busy_seconds: number;
  wrap_up_seconds: number;
  away_seconds: number;
  offline_seconds: number;
  items: AgentItemsDto;
  first_responses: number;
  first_response_seconds: number;
  finished: number;
  reopened: number;
  sla_kept: number;
  sla_broken: number;
}

/** When agents work, how available they are, and what comes of it. */
@Injectable()
export class AgentTimeService {
  private readonly work: Table<'work_intervals', WorkIntervalDto>;
  private readonly availability: Table<'agent_availability', AvailabilityIntervalDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly agents: AgentsService,
    private readonly calendars: CalendarsService,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
  ) {
    this.work = tables.of('work_intervals', {
      columns: ['id', 'started_at', 'ended_at', 'ended_by', 'correction', 'created_at', 'updated_at', 'version'],
      ranges: BEGUN_BETWEEN,
      sort: ['started_at'],
    });
    this.availability = tables.of('agent_availability', {
      columns: ['id', 'status', 'availability', 'reason', 'source', 'started_at', 'ended_at'],
      filters: ['availability'],
      ranges: BEGUN_BETWEEN,
      sort: ['started_at'],
    });
  }

  /** Raises agent_not_found, not_your_agent, agent_status_unknown. */
  async setStatus(id: string, { status, reason = '' }: SetAgentStatusDto, caller: CurrentUserData): Promise<AgentDto> {
    await this.expectOwn(id, caller);
    await this.functions.call('set_agent_status', { p_agent_id: id, p_status: status, p_reason: reason });
    return this.agents.get(id);
  }

  /** Raises agent_not_found, not_your_agent, already_clocked_in, agent_status_unknown. */
  async clockIn(id: string, { status }: ClockInDto, caller: CurrentUserData): Promise<AgentDto> {
    await this.expectOwn(id, caller);
    await this.functions.call('clock_in', { p_agent_id: id, p_status: status ?? null });
    return this.agents.get(id);
  }

  /** Raises agent_not_found, not_your_agent, not_clocked_in. */
  async clockOut(id: string, caller: CurrentUserData): Promise<AgentDto> {
    await this.expectOwn(id, caller);
    await this.functions.call('clock_out', { p_agent_id: id });
    return this.agents.get(id);
  }

  /** Raises agent_not_found. */
  async listWork(id: string, query: ListWorkIntervalsDto): Promise<Page<WorkIntervalDto>> {
    await this.agents.row(id);
    return this.work.page(query, { agent_id: id });
  }

  /** Raises agent_not_found. */
  async listAvailability(id: string, query: ListAvailabilityDto): Promise<Page<AvailabilityIntervalDto>> {
    await this.agents.row(id);
    return this.availability.page(query, { agent_id: id });
  }

  /** Raises agent_not_found, work_interval_reversed, work_interval_in_future, work_intervals_overlap. */
  addWork(id: string, { started_at, ended_at, reason }: AddWorkIntervalDto): Promise<WorkIntervalDto> {
    return this.correct({ p_agent_id: id, p_id: null, p_started_at: started_at, p_ended_at: ended_at, p_reason: reason });
  }

  /** Raises agent_not_found, work_interval_not_found, stale_version, and what addWork raises. */
  correctWork(
    id: string,
    interval_id: string,
    { started_at, ended_at, reason, version }: CorrectWorkIntervalDto,
  ): Promise<WorkIntervalDto> {
    const ends = { p_started_at: started_at ?? null, p_ended_at: ended_at ?? null };
    return this.correct({ p_agent_id: id, p_id: interval_id, ...ends, p_reason: reason, p_version: version ?? null });
  }

  /** Raises agent_not_found, work_interval_not_found. */
  removeWork(id: string, interval_id: string, reason: string): Promise<WorkIntervalDto> {
    const ends = { p_started_at: null, p_ended_at: null };
    return this.correct({ p_agent_id: id, p_id: interval_id, ...ends, p_reason: reason, p_remove: true });
  }

  /** The last seven business days. Raises agent_not_found. */
  async stats(id: string, now: Date): Promise<AgentWeekDto> {
    await this.agents.row(id);
    const today = this.clock.today(now);
    const first = DateTime.fromISO(today)
      .minus({ days: STATS_DAYS - 1 })
      .toISODate();
    const days = await this.functions.call<'get_agent_stats', DayFigures[]>('get_agent_stats', {
      p_agent_id: id,
      p_from: first,
      p_to: today,
      p_now: now.toISOString(),
    });
    return {
      agent_id: id,
      time_zone: this.clock.zone,
      days: days.map(({ date, ...figures }) => ({ date, ...shown(figures) })),
      total: shown(days.reduce<Omit<DayFigures, 'date'>>(added, NOTHING)),
    };
  }

  /** What the times of a day's statistics are sums of. Raises agent_not_found. */
  async timeOf(id: string, date: string | undefined, now: Date): Promise<AgentTimePieceDto[]> {
    await this.agents.row(id);
    const range = this.day(date, now);
    const pieces = await this.functions.call<'get_agent_time', (AgentTimePieceDto & { day: string })[]>('get_agent_time', {
      p_agent_id: id,
      ...range,
      p_now: now.toISOString(),
    });
    return pieces.map(({ day: _day, ...piece }) => piece);
  }

  /** What the numbers of a day's statistics are counts of. Raises agent_not_found. */
  async handledOn(id: string, date: string | undefined, now: Date): Promise<HandledItemDto[]> {
    await this.agents.row(id);
    return this.functions.call('get_agent_handled', { p_agent_id: id, ...this.day(date, now) });
  }

  /** What `finished` and `reopened` of a day's statistics are counts of. Raises agent_not_found. */
  async finishedOn(id: string, date: string | undefined, now: Date): Promise<FinishedItemDto[]> {
    await this.agents.row(id);
    return this.functions.call('get_agent_finished', { p_agent_id: id, ...this.day(date, now) });
  }

  /** What `sla_kept` and `sla_broken` of a day's statistics are counts of. Raises agent_not_found. */
  async promisesOf(id: string, date: string | undefined, now: Date): Promise<AgentPromiseDto[]> {
    await this.agents.row(id);
    return this.functions.call('get_agent_promises', { p_agent_id: id, ...this.day(date, now) });
  }

  /** Ends the work of those who forgot to clock out, as the settings say. */
  async closeForgotten(now: Date): Promise<void> {
    const { AGENTS_LONGEST_WORK: longest, AGENTS_FORGOTTEN_END: rule } = this.config.of(AGENTS);
    const before = new Date(now.getTime() - longest).toISOString();
    const found = await this.functions.call<
      'find_forgotten_work',
      { agent_id: string; clocked_in_at: string; calendar_id: string | null }[]
    >('find_forgotten_work', { p_before: before });
    for (const { agent_id, clocked_in_at, calendar_id } of found) {
      const begin = new Date(clocked_in_at);
      const limit = new Date(begin.getTime() + longest);
      const end = rule === 'shift_end' ? await this.lastClosing(calendar_id, begin, limit) : limit;
      // Nothing happens when the agent has clocked out since.
      await this.functions.call('clock_out', {
        p_agent_id: agent_id,
        p_at: end.toISOString(),
        p_ended_by: 'policy',
        p_if_since: clocked_in_at,
      });
    }
  }

  /** The last closing time of a calendar between two moments; the second when there is none. */
  private async lastClosing(calendar_id: string | null, begin: Date, limit: Date): Promise<Date> {
    const spans = [...(await this.calendars.businessTime(calendar_id)).spans(begin, limit)];
    return new Date(spans.at(-1)?.[1] ?? limit);
  }

  private day(date: string | undefined, now: Date): { p_start: string; p_end: string } {
    const day = date ?? this.clock.today(now);
    return { p_start: this.clock.bound('from', day).toISOString(), p_end: this.clock.bound('to', day).toISOString() };
  }

  /** People answer for themselves; for others answers who may edit agents. Raises agent_not_found, not_your_agent. */
  private async expectOwn(id: string, { id: caller, permissions }: CurrentUserData): Promise<void> {
    const agent = await this.agents.row(id);
    if (agent.user_id !== caller && !(permissions && allows(permissions, 'agents', 'edit'))) throw notYourAgent({ id });
  }

  private async correct(args: Arguments<'correct_work_interval'>): Promise<WorkIntervalDto> {
    const { agent_id: _agent, ...interval } = await this.functions.one<'correct_work_interval', WorkIntervalDto & { agent_id: string }>(
      'correct_work_interval',
      args,
    );
    return interval;
  }
}

const NOTHING: Omit<DayFigures, 'date'> = {
  worked_seconds: 0,
  available_seconds: 0,
  busy_seconds: 0,
  wrap_up_seconds: 0,
  away_seconds: 0,
  offline_seconds: 0,
  items: { email: 0, chat: 0, call: 0, ticket: 0 },
  first_responses: 0,
  first_response_seconds: 0,
  finished: 0,
  reopened: 0,
  sla_kept: 0,
  sla_broken: 0,
};

function added(sum: Omit<DayFigures, 'date'>, day: DayFigures): Omit<DayFigures, 'date'> {
  const items = { ...sum.items };
  for (const channel of WORK_CHANNELS) items[channel] += day.items[channel];
  return {
    worked_seconds: sum.worked_seconds + day.worked_seconds,
    available_seconds: sum.available_seconds + day.available_seconds,
    busy_seconds: sum.busy_seconds + day.busy_seconds,
    wrap_up_seconds: sum.wrap_up_seconds + day.wrap_up_seconds,
    away_seconds: sum.away_seconds + day.away_seconds,
    offline_seconds: sum.offline_seconds + day.offline_seconds,
    items,
    first_responses: sum.first_responses + day.first_responses,
    first_response_seconds: sum.first_response_seconds + day.first_response_seconds,
    finished: sum.finished + day.finished,
    reopened: sum.reopened + day.reopened,
    sla_kept: sum.sla_kept + day.sla_kept,
    sla_broken: sum.sla_broken + day.sla_broken,
  };
}

function shown({ first_responses, first_response_seconds, ...figures }: Omit<DayFigures, 'date'>): AgentFiguresDto {
  const { items, finished, reopened, sla_kept, sla_broken, ...times } = figures;
  const handling = times.busy_seconds + times.wrap_up_seconds;
  const there = handling + times.available_seconds;
  return {
    ...times,
    occupancy_percent: there > 0 ? Math.round((100 * handling) / there) : null,
    items,
    first_responses,
    avg_first_response_seconds: first_responses > 0 ? Math.round(first_response_seconds / first_responses) : null,
    finished,
    reopened,
    sla_kept,
    sla_broken,
  };
}
