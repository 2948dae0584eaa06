import { Injectable } from '@nestjs/common';
import type { HistoryEntryDto } from '../common/status/dto/history.dto.js';
import { ratingFigure } from '../common/list/ratings.dto.js';
import { CustomersService } from '../customers/customers.service.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  ExcludeSurveyResponseDto,
  ListSurveyResponsesDto,
  SurveyResponseDetailDto,
  SurveyResponseDto,
  SurveyResponsePageDto,
  SurveyResponseStatsDto,
  SurveyResponseStatsQueryDto,
} from './dto/surveyResponse.dto.js';
import { QUESTION_TYPES, scaleOf } from './surveyQuestions.js';
import { surveyResponseNotFound } from './surveys.errors.js';
import { SURVEY_CHANNELS } from './surveys.states.js';

const GROUPS = ['kind', 'score', 'channel', 'team'] as const;

/** What customers answered. Nobody changes it; what is no opinion about us can be left out of results, with the reason. */
@Injectable()
export class SurveyResponsesService {
  private readonly responses: Table<'survey_responses', SurveyResponseDto>;
  private readonly surveys: Table<'surveys'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
  ) {
    this.responses = tables.of('survey_responses', {
      notFound: surveyResponseNotFound,
      filters: [...GROUPS, 'survey_id', 'agent_id', 'customer_id', 'entity_type', 'entity_id'],
      ranges: CREATED_BETWEEN,
      search: ['comment'],
      sort: ['created_at', 'score'],
      kept: [...GROUPS],
      stats: { kind: QUESTION_TYPES, score: [], channel: SURVEY_CHANNELS, team: [] },
    });
    this.surveys = tables.of('surveys');
  }

  async list(query: ListSurveyResponsesDto): Promise<SurveyResponsePageDto> {
    return this.responses.page(await this.customers.withMembers(query));
  }

  async stats(query: SurveyResponseStatsQueryDto): Promise<SurveyResponseStatsDto> {
    const stats = await this.responses.stats<SurveyResponseStatsDto>(await this.customers.withMembers(query));
    return { ...stats, rating: ratingFigure(stats.by_score) };
  }

  /** Raises survey_response_not_found. */
  async get(id: string): Promise<SurveyResponseDetailDto> {
    const row = await this.responses.get(id);
    const history = await this.functions.call<'get_history', HistoryEntryDto[]>('get_history', {
      p_entity_type: 'survey_responses',
      p_entity_id: id,
    });
    return { ...row, history };
  }

  /** Raises survey_response_not_found, stale_version. */
  async exclude(id: string, { excluded_reason, version }: ExcludeSurveyResponseDto, by: string): Promise<SurveyResponseDetailDto> {
    await this.responses.update(id, { excluded_reason, excluded_by: excluded_reason === null ? null : by }, { version });
    return this.get(id);
  }

  /** The ticket about a bad answer; once, however often it is asked for. */
  async openTicket(id: string): Promise<void> {
    const response = await this.responses.find(id);
    if (!response || response.ticket_id) return;
    const { kind, score, comment, survey_id } = response;
    const { name } = await this.surveys.get(survey_id);
    const of = scaleOf(kind)?.[1];
    await this.functions.call('open_survey_ticket', {
      p_response_id: id,
      p_ticket: {
        subject: `A customer answered ${score}${of === undefined ? '' : ` of ${of}`}: ${name}`.slice(0, 300),
        description: comment,
      },
    });
  }
}
