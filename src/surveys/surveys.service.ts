import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { HistoryEntryDto } from '../common/status/dto/history.dto.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { WorkflowRegister } from '../common/workflows/workflowRegister.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  CreateSurveyDto,
  ListSurveysDto,
  SurveyDetailDto,
  SurveyDto,
  SurveyFormDto,
  SurveyPageDto,
  SurveyRevisionDto,
  UpdateSurveyDto,
} from './dto/survey.dto.js';
import type { NotSentDto, SurveyResultsDto, SurveyResultsQueryDto } from './dto/surveyResults.dto.js';
import { formOf } from './surveyForm.js';
import { readQuestions, readTexts } from './surveyQuestions.js';
import { DEFINITIONS, distributionOf, figuresOf, groupsOf, type ResultCount } from './surveyResults.js';
import { surveyKindFixed, surveyNotActive, surveyNotFound } from './surveys.errors.js';
import { sendSurveyAction } from './surveys.workflows.js';

const COLUMNS = [
  ...(['id', 'name', 'description', 'kind', 'questions', 'default_language', 'intro', 'thanks', 'is_active', 'ticket_at_most'] as const),
  ...(['ticket_team', 'revision', 'created_by', 'created_at', 'updated_at', 'version'] as const),
];
/** Groups with fewer invitations are told together. */
const LEAST = 5;

/** What customers are asked, and what came out. */
@Injectable()
export class SurveysService implements OnModuleInit {
  private readonly surveys: Table<'surveys', SurveyDto>;
  private readonly revisions: Table<'survey_revisions', SurveyRevisionDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly clock: BusinessClock,
    private readonly rules: WorkflowRegister,
  ) {
    this.surveys = tables.of('surveys', {
      notFound: surveyNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['kind', 'is_active'],
      ranges: CREATED_BETWEEN,
      search: ['name', 'description'],
      sort: ['created_at', 'updated_at', 'name'],
    });
    this.revisions = tables.of('survey_revisions', { columns: ['revision', 'questions', 'default_language', 'since'], sort: ['revision'] });
  }

  onModuleInit(): void {
    this.rules.addAction(sendSurveyAction((id) => this.expectActive(id)));
  }

  list(query: ListSurveysDto): Promise<SurveyPageDto> {
    return this.surveys.page(query);
  }

  /** Raises survey_not_found. */
  async get(id: string): Promise<SurveyDetailDto> {
    const row = await this.surveys.get(id);
    const [revisions, history] = await Promise.all([
      this.revisions.all({ survey_id: id }),
      this.functions.call<'get_history', HistoryEntryDto[]>('get_history', { p_entity_type: 'surveys', p_entity_id: id }),
    ]);
    return { ...row, revisions, history };
  }

  /** Raises validation_failed. */
  create(
    { questions: given, default_language = 'en', intro = {}, thanks = {}, ...body }: CreateSurveyDto,
    created_by: string,
  ): Promise<SurveyDto> {
    const questions = readQuestions(given, default_language);
    const texts = { intro: readTexts(intro, 'intro'), thanks: readTexts(thanks, 'thanks') };
    return this.surveys.insert({ ...body, ...texts, questions, default_language, kind: questions[0]!.type, created_by });
  }

  /** Raises survey_not_found, survey_kind_fixed, stale_version, validation_failed. */
  async update(id: string, { version, ...body }: UpdateSurveyDto): Promise<SurveyDto> {
    const row = await this.surveys.get(id);
    const questions = readQuestions(body.questions ?? row.questions, body.default_language ?? row.default_language);
    if (questions[0]!.type !== row.kind) throw surveyKindFixed({ kind: row.kind });
    const change = {
      ...body,
      ...(body.questions && { questions }),
      ...(body.intro && { intro: readTexts(body.intro, 'intro') }),
      ...(body.thanks && { thanks: readTexts(body.thanks, 'thanks') }),
    };
    return Object.keys(change).length > 0 ? this.surveys.update(id, change, { version }) : row;
  }

  /** Raises survey_not_found. */
  remove(id: string): Promise<SurveyDto> {
    return this.surveys.remove(id);
  }

  /** Raises survey_not_found. */
  async preview(id: string, language?: string): Promise<SurveyFormDto> {
    const { questions, default_language, thanks } = await this.surveys.get(id);
    return formOf({ questions, default_language, thanks }, language);
  }

  /** Raises survey_not_found, validation_failed. */
  async results(id: string, { least = LEAST, ...query }: SurveyResultsQueryDto, now: Date): Promise<SurveyResultsDto> {
    const { kind } = await this.surveys.get(id);
    const { start, end } = this.clock.range(query, now);
    const counts = await this.functions.call<'get_survey_results', ResultCount[]>('get_survey_results', {
      p_survey_id: id,
      p_start: start.toISOString(),
      p_end: end.toISOString(),
    });
    const of = (wanted: ResultCount['dimension']) => counts.filter(({ dimension }) => dimension === wanted);
    const groups = (dimension: ResultCount['dimension']) => groupsOf(kind, of(dimension), least);
    const not_sent: NotSentDto = { waiting: 0, suppressed: 0, failed: 0 };
    for (const { value, count } of of('not_sent')) not_sent[value as keyof NotSentDto] = count;
    return {
      survey_id: id,
      kind,
      definition: DEFINITIONS[kind],
      start: start.toISOString(),
      end: end.toISOString(),
      ...figuresOf(kind, of('all')),
      distribution: distributionOf(of('all')),
      by_agent: groups('agent'),
      by_team: groups('team'),
      by_channel: groups('channel'),
      by_revision: groups('revision'),
      not_sent,
    };
  }

  private async expectActive(id: string): Promise<void> {
    const { is_active } = await this.surveys.get(id);
    if (!is_active) throw surveyNotActive({ id });
  }
}
