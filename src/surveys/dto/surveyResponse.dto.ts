import { OmitType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { RatingFigureDto } from '../../common/list/ratings.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { QUESTION_TYPES, type QuestionType } from '../surveyQuestions.js';
import { SURVEY_CHANNELS, SURVEY_SUBJECTS } from '../surveys.states.js';

type Channel = (typeof SURVEY_CHANNELS)[number];
type Subject = (typeof SURVEY_SUBJECTS)[number];

export class ListSurveyResponsesDto extends PageQueryDto {
  @Optional() @Id() survey_id?: string;

  @AnyOf(QUESTION_TYPES) kind?: QuestionType[];

  @Optional() @Count({ max: 10 }) score?: number;

  @AnyOf(SURVEY_CHANNELS) channel?: Channel[];

  @AnyOfTexts({ max: 60, oneLine: true }) team?: string[];

  @Optional() @Id() agent_id?: string;

  @Optional() @Id() customer_id?: string;

  @Optional() @OneOf(SURVEY_SUBJECTS) entity_type?: Subject;

  @Optional() @Id() entity_id?: string;

  /** Answered at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Answered before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches what was answered in words. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'score']) sort?: 'created_at' | 'score';
}

export class SurveyResponseStatsQueryDto extends OmitType(ListSurveyResponsesDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class FormerAnswerDto {
  /** @example { "score": 5 } */
  @JsonObject({ max_bytes: 64_000 }) answers: Record<string, unknown>;
  /** @example 5 */
  score: number | null;
  /** When it was given. */
  @Instant() at: string;
}

export class SurveyResponseDto implements Omit<Row<'survey_responses'>, 'answers' | 'former'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  invitation_id: string;
  survey_id: string;
  /** The wording of the questions that was asked. */
  revision: number;
  @OneOf(QUESTION_TYPES) kind: QuestionType;
  /**
   * The answer to the first question, where that is a number.
   * @example 5
   */
  score: number | null;
  /** The same as text, where it is one of few. */
  answer: string | null;
  /** All answers, by the keys of the questions. */
  @JsonObject({ max_bytes: 64_000 }) answers: Record<string, unknown>;
  /** What was answered in words. */
  comment: string;
  /** What was answered before it was changed, oldest first. */
  former: FormerAnswerDto[];
  edited_at: string | null;
  language: string;
  @Nullable() @OneOf(SURVEY_CHANNELS) channel: Channel | null;
  @Nullable() @Id() customer_id: string | null;
  @Nullable() @OneOf(SURVEY_SUBJECTS) entity_type: Subject | null;
  entity_id: string | null;
  /** Who had the matter when the customer was asked. */
  @Nullable() @Id() agent_id: string | null;
  team: string | null;
  /** The ticket that a bad score opened. */
  @Nullable() @Id() ticket_id: string | null;
  /** Why it does not count in results. */
  excluded_reason: string | null;
  @Nullable() @Id() excluded_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class SurveyResponsePageDto extends PageOf(SurveyResponseDto) {}

export class SurveyResponseDetailDto extends SurveyResponseDto {
  history: HistoryEntryDto[];
}

export class ExcludeSurveyResponseDto {
  /**
   * Why it does not count in results; null: it does. What was answered stays as it is.
   * @example "The customer answered for another matter."
   */
  @Nullable() @Text({ min: 1, max: 500 }) excluded_reason: string | null;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class SurveyResponseStatsDto {
  /** @example 3 */
  total: number;
  /** Of all that have a score, whatever the kind: filter by `survey_id` or `kind`. */
  rating: RatingFigureDto;
  by_kind: StatsCountDto[];
  by_score: StatsCountDto[];
  by_channel: StatsCountDto[];
  by_team: StatsCountDto[];
}

export class StoredAnswerDto {
  /** Whether it replaced an answer. */
  is_edited: boolean;
  /** @example { "score": 5 } */
  @JsonObject({ max_bytes: 64_000 }) answers: Record<string, unknown>;
  @Instant() answered_at: string;
  /** Until when it can be changed, by the same request. */
  @Instant() changeable_until: string;
  /** @example "Thank you for your answer." */
  thanks: string;
}
