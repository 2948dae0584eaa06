import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table, type TableOptions } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { agriConsultationNotFound, agriNoOpenDay, agriNoteRequired } from './agriConsultancy.errors.js';
import { AGRI_CONSULTATION, OUTCOMES, QUERY_TYPES, SEASONS } from './agriConsultancy.states.js';
import type { AgriAdviceDto } from './dto/agriAdvice.dto.js';
import type {
  AgriActionDto,
  AgriConsultationDetailDto,
  AgriConsultationDto,
  AgriConsultationPageDto,
  AgriSeasonDto,
  AgriSeasonsQueryDto,
  AgriStatsDto,
  AgriStatsQueryDto,
  CreateAgriConsultationDto,
  ListAgriConsultationsDto,
  ListAgriFollowUpsDto,
  UpdateAgriConsultationDto,
} from './dto/agriConsultation.dto.js';
import { given } from '../common/validation/given.js';

/** Everything but what hides a row and what is kept for sums and reminders. */
const COLUMNS = [
  ...['id', 'number', 'reference', 'status', 'customer_id', 'crop', 'variety', 'area', 'area_unit', 'crop_stage', 'season', 'season_year'],
  ...['is_season_derived', 'query_type', 'symptoms', 'evidence', 'location', 'channel', 'priority', 'team', 'assignee_id', 'asked_on'],
  ...['outcome', 'outcome_note', 'follow_up_wished_on', 'follow_up_on', 'follow_up_done_at', 'follow_up_pending_on', 'advised_at'],
  ...['advise_seconds', 'last_told_at', 'closed_at', 'created_by', 'created_at', 'updated_at', 'version'],
] as (keyof AgriConsultationDto)[];

const LIST: TableOptions<'agri_consultations'> = {
  notFound: agriConsultationNotFound,
  hidden: 'deleted_at',
  columns: COLUMNS,
  filters: ['status', 'season', 'season_year', 'crop', 'query_type', 'outcome', 'channel', 'team', 'assignee_id', 'customer_id'],
  ranges: { ...CREATED_BETWEEN, asked_from: ['asked_on', 'gte'], asked_to: ['asked_on', 'lte'] },
  search: ['number', 'reference', 'symptoms', 'location'],
  sort: ['created_at', 'updated_at', 'asked_on'],
  kept: ['status', 'season', 'season_year', 'crop', 'query_type', 'outcome', 'team'],
  stats: { status: AGRI_CONSULTATION.states, season: SEASONS, crop: [], query_type: QUERY_TYPES, outcome: OUTCOMES, team: [] },
};

/** Actions that somebody will ask about later. */
const EXPLAINED: string[] = ['advise', 'cancel', 'reopen', 'comment'];

/** What farmers ask about their crops: asked, advised, followed up, closed. */
@Injectable()
export class AgriConsultancyService {
  private readonly consultations: Table<'agri_consultations', AgriConsultationDto>;
  private readonly due: Table<'agri_consultations', AgriConsultationDto>;
  private readonly teams: Table<'teams'>;
  private readonly lifecycle: LifecycleOf<typeof AGRI_CONSULTATION>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
    private readonly calendars: CalendarsService,
    private readonly clock: BusinessClock,
  ) {
    this.consultations = tables.of('agri_consultations', LIST);
    this.due = tables.of('agri_consultations', {
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['team', 'assignee_id'],
      sort: ['follow_up_pending_on'],
    });
    this.teams = tables.of('teams');
    this.lifecycle = lifecycles.of(AGRI_CONSULTATION, 'agri_consultations', agriConsultationNotFound);
  }

  async list(query: ListAgriConsultationsDto): Promise<AgriConsultationPageDto> {
    return this.consultations.page(await this.customers.withMembers(cropped(query)));
  }

  async stats(query: AgriStatsQueryDto): Promise<AgriStatsDto> {
    return this.consultations.stats(await this.customers.withMembers(cropped(query)));
  }

  seasons({ season, season_year, crop, query_type, team }: AgriSeasonsQueryDto): Promise<AgriSeasonDto[]> {
    return this.functions.call<'get_agri_seasons', AgriSeasonDto[]>('get_agri_seasons', {
      p_seasons: season ?? null,
      p_year: season_year ?? null,
      p_crop: cropped({ crop }).crop ?? null,
      p_query_types: query_type ?? null,
      p_teams: team === undefined ? null : [team].flat(),
    });
  }

  /** Those that somebody still has to follow up until a day. */
  followUps({ due_by, ...query }: ListAgriFollowUpsDto, now: Date): Promise<AgriConsultationPageDto> {
    const value = due_by ?? this.clock.today(now);
    return this.due.page(query, [{ columns: ['follow_up_pending_on'], operator: 'lte', value }]);
  }

  /** Raises agri_consultation_not_found. */
  row(id: string): Promise<AgriConsultationDto> {
    return this.consultations.get(id);
  }

  /** Raises agri_consultation_not_found. */
  async get(id: string): Promise<AgriConsultationDetailDto> {
    const reading = this.row(id);
    const [row, advice, history] = await Promise.all([reading, this.advice(id), this.lifecycle.history(id, reading)]);
    return { ...row, advice, history, allowed_actions: AGRI_CONSULTATION.allowed(row.status) };
  }

  /** With the products, oldest first. */
  advice(consultation_id: string): Promise<AgriAdviceDto[]> {
    return this.functions.call<'get_agri_advice', AgriAdviceDto[]>('get_agri_advice', { p_consultation_id: consultation_id });
  }

  /** Raises validation_failed, agri_no_open_day, assignee_not_found, conflict. */
  async create(body: CreateAgriConsultationDto, id: string, by: string): Promise<AgriConsultationDto> {
    expectWholeArea(body);
    const dates = await this.followUp(body.follow_up_wished_on, body.team);
    const consultation = { ...body, ...dates };
    return shown(await this.functions.one('create_agri_consultation', { p_id: id, p_consultation: consultation, p_by: by }));
  }

  /**
   * Raises agri_consultation_not_found, stale_version, step_not_allowed, validation_failed, agri_no_open_day, assignee_not_found,
   * conflict.
   */
  async update(id: string, { version, status, ...change }: UpdateAgriConsultationDto): Promise<AgriConsultationDto> {
    expectWholeArea(change);
    const wished = change.follow_up_wished_on;
    const dates = wished && (await this.followUp(wished, change.team === undefined ? (await this.row(id)).team : change.team));
    const set = given({ ...change, ...dates, ...(wished === null && { follow_up_on: null }) });
    return this.step(id, { p_to: status, p_set: set, p_version: version });
  }

  /** Raises agri_consultation_not_found, stale_version, step_not_allowed, agri_note_required, validation_failed. */
  async act(id: string, { action, note = '', outcome, version }: AgriActionDto): Promise<AgriConsultationDetailDto> {
    if (outcome && action !== 'close') throw validationFailed([{ field: 'outcome', message: 'outcome goes with close' }]);
    if (EXPLAINED.includes(action) && note.trim() === '') throw agriNoteRequired({ action });
    if (action === 'comment') await this.lifecycle.comment((await this.row(id)).id, note);
    else await this.step(id, { p_action: action, p_note: note, p_set: given({ outcome }), p_version: version });
    return this.get(id);
  }

  /** Raises agri_consultation_not_found. */
  remove(id: string): Promise<AgriConsultationDto> {
    return this.consultations.remove(id);
  }

  /** Tells assignees of follow-ups that are due, each once. */
  async remind(now: Date, signal: AbortSignal): Promise<void> {
    const p_today = this.clock.today(now);
    while (!signal.aborted && (await this.functions.call('remind_agri_follow_ups', { p_today })) > 0);
  }

  /** The wished day, and the first open one from then on in the calendar of the team. Raises agri_no_open_day. */
  async followUp(
    wished: string | null | undefined,
    team: string | null | undefined,
  ): Promise<{ follow_up_wished_on?: string; follow_up_on?: string }> {
    if (!wished) return {};
    const [found] = team ? await this.teams.all({ key: team }) : [];
    const calendar = await this.calendars.businessTime(found?.calendar_id ?? null);
    const follow_up_on = calendar.nextOpenDay(wished);
    if (!follow_up_on) throw agriNoOpenDay({ follow_up_wished_on: wished });
    return { follow_up_wished_on: wished, follow_up_on };
  }

  private async step(
    id: string,
    step: { p_action?: string; p_to?: string; p_note?: string; p_set: object; p_version?: number },
  ): Promise<AgriConsultationDto> {
    return shown(await this.functions.one('act_on_agri_consultation', { p_id: id, p_steps: AGRI_CONSULTATION.steps, ...step }));
  }
}

/** Crops are stored in lower case. */
function cropped<Q extends { crop?: string }>(query: Q): Q {
  return query.crop === undefined ? query : { ...query, crop: query.crop.trim().toLowerCase() };
}

/** Raises validation_failed. */
function expectWholeArea({ area, area_unit }: Pick<CreateAgriConsultationDto, 'area' | 'area_unit'>): void {
  const named = (given: boolean) => (given ? 'area_unit' : 'area');
  if ((area ?? null) === null ? (area_unit ?? null) !== null : (area_unit ?? null) === null)
    throw validationFailed([{ field: named((area ?? null) !== null), message: 'area and area_unit go together' }]);
  if ((area === undefined) !== (area_unit === undefined))
    throw validationFailed([{ field: named(area !== undefined), message: 'area and area_unit are cleared together' }]);
}

/** Of a row, what the API answers: COLUMNS are the fields of the DTO, which `fromEntries` does not know. */
function shown(row: Record<string, unknown>): AgriConsultationDto {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as AgriConsultationDto;
}
