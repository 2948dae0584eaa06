import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { AgentsService } from '../agents/agents.service.js';
import { CalendarsService } from '../calendars/calendars.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { funnelOf } from '../common/list/funnel.js';
import type { StatsOfValueGroupDto } from '../common/list/stats.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateVideoCallLeadDto,
  ListSlotsDto,
  ListVideoCallLeadsDto,
  SlotDto,
  UpdateVideoCallLeadDto,
  VideoCallActionDto,
  VideoCallLeadDetailDto,
  VideoCallLeadDto,
  VideoCallLeadPageDto,
  VideoCallLeadStatsDto,
  VideoCallReminderDto,
} from './dto/videoCallLead.dto.js';
import { freeSlots, isWithin } from './freeSlots.js';
import { videoCallLeadNotFound, videoCallOutsideHours, videoCallSlotMissing, videoCallSlotPast } from './videoCallLeads.errors.js';
import { VIDEO_CALL_LEADS } from './videoCallLeads.settings.js';
import { VIDEO_CALL, VIDEO_CALL_OUTCOMES, VIDEO_CALL_SOURCES, VIDEO_CALL_WAY } from './videoCallLeads.states.js';

const COLUMNS = [
  ...['id', 'lead_id', 'customer_id', 'source', 'interest', 'status', 'reached', 'outcome', 'assignee_id', 'starts_at', 'ends_at'],
  ...[
    'time_zone',
    'link',
    'value_minor',
    'currency',
    'follow_up_at',
    'note',
    'no_shows',
    'created_by',
    'created_at',
    'updated_at',
    'version',
    'team',
  ],
] as (keyof VideoCallLeadDto)[];
const REMINDER_COLUMNS = ['id', 'starts_at', 'before_seconds', 'channel', 'reason', 'send_id', 'at'] as const;
const MINUTE_MS = 60_000;
const MAX_DAYS = 31;
const MAX_SLOTS = 500;

/** A slot as a caller says it. */
interface Slot {
  starts_at?: string;
  minutes?: number;
  assignee_id?: string | null;
}

/** Customers who want to be shown something by video. */
@Injectable()
export class VideoCallLeadsService {
  private readonly calls: Table<'video_call_leads', VideoCallLeadDto>;
  private readonly reminders: Table<'video_call_reminders', VideoCallReminderDto>;
  private readonly lifecycle: LifecycleOf<typeof VIDEO_CALL>;
  /** Seconds before a call. */
  private readonly remind_before: number[];

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    config: ConfigService,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly agents: AgentsService,
    private readonly calendars: CalendarsService,
    private readonly clock: BusinessClock,
  ) {
    this.calls = tables.of('video_call_leads', {
      notFound: videoCallLeadNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['status', 'outcome', 'source', 'team', 'assignee_id', 'customer_id', 'lead_id', 'currency'],
      ranges: {
        ...CREATED_BETWEEN,
        starts_from: ['starts_at', 'gte'],
        starts_to: ['starts_at', 'lt'],
        follow_up_before: ['follow_up_at', 'lt'],
      },
      search: ['interest', 'note'],
      sort: ['created_at', 'updated_at', 'value_minor'],
      kept: ['status', 'reached', 'outcome', 'source', 'currency', 'team'],
      stats: { status: VIDEO_CALL.states, reached: VIDEO_CALL_WAY, outcome: VIDEO_CALL_OUTCOMES, source: VIDEO_CALL_SOURCES, team: [] },
      amounts: { sums: ['value_minor'], per: 'currency' },
    });
    this.reminders = tables.of('video_call_reminders', { columns: REMINDER_COLUMNS, sort: ['at'] });
    this.lifecycle = lifecycles.of(VIDEO_CALL, 'video_call_leads', videoCallLeadNotFound);
    this.remind_before = config.of(VIDEO_CALL_LEADS).VIDEO_CALL_REMIND_BEFORE.map((ms) => Math.round(ms / 1000));
  }

  async list(query: ListVideoCallLeadsDto): Promise<VideoCallLeadPageDto> {
    return this.calls.page(await this.customers.withMembers(query));
  }

  async stats(query: Omit<ListVideoCallLeadsDto, 'sort'>): Promise<VideoCallLeadStatsDto> {
    const { by_reached, ...stats } = await this.calls.stats<Omit<VideoCallLeadStatsDto, 'funnel'> & { by_reached: StatsOfValueGroupDto[] }>(
      await this.customers.withMembers(query),
    );
    return { ...stats, funnel: funnelOf(by_reached, VIDEO_CALL_WAY) };
  }

  /** Free slots of an agent, in open time of his calendar. Raises agent_not_found, validation_failed. */
  async slots({ assignee_id, from, to, minutes = 30, time_zone }: ListSlotsDto, now: Date): Promise<SlotDto[]> {
    const [start, end] = [new Date(from), new Date(to)];
    if (end <= start || end.getTime() - start.getTime() > MAX_DAYS * 1440 * MINUTE_MS)
      throw validationFailed([{ field: 'to', message: `to must be after from, by at most ${MAX_DAYS} days` }]);
    const [open, booked] = await Promise.all([this.openTime(assignee_id, start, end), this.booked(assignee_id, start, end)]);
    return freeSlots(open, booked, { minutes, now: now.getTime(), most: MAX_SLOTS }).map(([from_ms, to_ms]) => ({
      starts_at: new Date(from_ms).toISOString(),
      ends_at: new Date(to_ms).toISOString(),
      local: DateTime.fromMillis(from_ms, { zone: time_zone ?? this.clock.zone }).toISO({ suppressMilliseconds: true })!,
    }));
  }

  /** Raises video_call_lead_not_found. */
  async get(id: string): Promise<VideoCallLeadDetailDto> {
    const reading = this.calls.get(id);
    const [call, reminders, history] = await Promise.all([
      reading,
      this.reminders.all({ video_call_lead_id: id }),
      this.lifecycle.history(id, reading),
    ]);
    return { ...call, reminders, history, allowed_actions: VIDEO_CALL.allowed(call.status) };
  }

  /**
   * Raises customer_not_found, assignee_not_found, video_call_slot_missing, video_call_slot_past, video_call_outside_hours,
   * video_call_slot_taken.
   */
  async create({ starts_at, minutes, ...given }: CreateVideoCallLeadDto, id: string, by: string, now: Date): Promise<VideoCallLeadDto> {
    const slot = starts_at === undefined ? {} : await this.slot({ starts_at, minutes, assignee_id: given.assignee_id }, now);
    const p_call = { ...given, ...slot };
    return shown(await this.functions.one('create_video_call_lead', { p_id: id, p_call, p_by: by, p_remind: this.remind_before }));
  }

  /** Raises the same, video_call_lead_not_found, stale_version, step_not_allowed. */
  async update(id: string, { version, status, ...given }: UpdateVideoCallLeadDto, now: Date): Promise<VideoCallLeadDto> {
    return this.change(id, { p_to: status, p_version: version }, given, now);
  }

  /** Raises the same. */
  async act(id: string, { action, note, version, ...given }: VideoCallActionDto, now: Date): Promise<VideoCallLeadDetailDto> {
    const outcome = given.outcome ?? (action === 'complete' ? 'undecided' : undefined);
    await this.change(id, { p_action: action, p_version: version, p_note: note }, { ...given, outcome }, now);
    return this.get(id);
  }

  /** Raises video_call_lead_not_found. */
  remove(id: string): Promise<VideoCallLeadDto> {
    return this.calls.remove(id);
  }

  private async change(
    id: string,
    step: { p_action?: string; p_to?: string; p_version?: number; p_note?: string },
    { starts_at, minutes, ...given }: Omit<UpdateVideoCallLeadDto, 'status' | 'version'>,
    now: Date,
  ): Promise<VideoCallLeadDto> {
    const before = await this.calls.get(id);
    const next = step.p_action ? VIDEO_CALL.after(before.status, step.p_action) : (step.p_to ?? before.status);
    const books = next === 'booked' && before.status !== 'booked';
    const moves = starts_at !== undefined || minutes !== undefined || (given.assignee_id !== undefined && before.status === 'booked');
    // A step that is not possible is told as such, not by its slot.
    const possible = step.p_action === undefined ? true : next !== undefined;
    const slot =
      possible && (books || moves)
        ? await this.slot(
            {
              starts_at: starts_at ?? (books ? undefined : (before.starts_at ?? undefined)),
              minutes: minutes ?? lengthOf(before),
              assignee_id: given.assignee_id ?? before.assignee_id,
            },
            now,
          )
        : {};
    const p_change = defined({ ...given, ...slot });
    const { p_action = null, p_to = null, p_version = null, p_note = '' } = step;
    return shown(
      await this.functions.one('change_video_call', {
        p_id: id,
        p_steps: VIDEO_CALL.steps,
        p_action,
        p_to,
        p_change,
        p_note,
        p_version,
        p_remind: this.remind_before,
      }),
    );
  }

  /** Raises video_call_slot_missing, video_call_slot_past, video_call_outside_hours, agent_not_found. */
  private async slot({ starts_at, minutes = 30, assignee_id }: Slot, now: Date) {
    if (!starts_at || !assignee_id) throw videoCallSlotMissing();
    const start = new Date(starts_at);
    const end = new Date(start.getTime() + minutes * MINUTE_MS);
    if (start <= now) throw videoCallSlotPast({ starts_at });
    const open = await this.openTime(assignee_id, start, end);
    if (!isWithin([start.getTime(), end.getTime()], open)) throw videoCallOutsideHours({ assignee_id, starts_at });
    return { starts_at: start.toISOString(), ends_at: end.toISOString(), assignee_id };
  }

  private async openTime(agent_id: string, start: Date, end: Date) {
    const { calendar_id } = await this.agents.get(agent_id);
    return [...(await this.calendars.businessTime(calendar_id)).spans(start, end)];
  }

  private async booked(assignee_id: string, start: Date, end: Date): Promise<[number, number][]> {
    const { data } = await this.calls.page({ limit: MAX_SLOTS }, [
      { columns: ['assignee_id'], operator: 'eq', value: assignee_id },
      { columns: ['status'], operator: 'eq', value: 'booked' },
      { columns: ['starts_at'], operator: 'lt', value: end.toISOString() },
      { columns: ['ends_at'], operator: 'gt', value: start.toISOString() },
    ]);
    return data.map(({ starts_at, ends_at }) => [Date.parse(starts_at!), Date.parse(ends_at!)]);
  }
}

function lengthOf({ starts_at, ends_at }: VideoCallLeadDto): number | undefined {
  return starts_at && ends_at ? (Date.parse(ends_at) - Date.parse(starts_at)) / MINUTE_MS : undefined;
}

/** Of a row, what the API answers. */
function shown(row: Record<string, unknown>): VideoCallLeadDto {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as VideoCallLeadDto;
}

function defined(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
