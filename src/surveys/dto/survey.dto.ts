import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { LanguageTag, Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { QUESTION_TYPES, type QuestionType, type Texts } from '../surveyQuestions.js';

const WORD = { min: 1, max: 100, oneLine: true } as const;

export class SurveyOptionDto {
  /** @example "speed" */
  @Text(WORD) value: string;

  /**
   * In each language of the survey.
   * @example { "en": "A quicker answer" }
   */
  @JsonObject({ max_bytes: 16_000 }) text: Texts;
}

export class SurveyQuestionDto {
  /**
   * What its answer is called; once in a survey.
   * @example "score"
   */
  @Text({ pattern: /^[a-z][a-z0-9_]{0,39}$/, says: 'must be lower-case letters, digits and _' }) key: string;

  /** `csat`: 1 to 5; `nps`: 0 to 10; `ces`: 1 to 7; `choice`: one of the options; `text`: words. */
  @OneOf(QUESTION_TYPES) type: QuestionType;

  /**
   * In each language of the survey, by its tag.
   * @example { "en": "How did we do?", "hi": "हमारी सेवा कैसी रही?" }
   */
  @JsonObject({ max_bytes: 16_000 }) text: Texts;

  /** Of a `choice`, two or more. */
  @Optional() @ListOf(() => SurveyOptionDto, { max: 20 }) options?: SurveyOptionDto[];

  /** The first question always is. */
  @Optional() @Flag() is_required?: boolean;

  /**
   * A condition over the answers to earlier questions: it is asked only if that holds.
   * @example { "field": "score", "operator": "at_most", "value": 3 }
   */
  @Optional() @JsonObject({ max_bytes: 8_000 }) show_if?: Record<string, unknown>;
}

export class CreateSurveyDto {
  /** @example "How did we do?" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  @Optional() @Text({ max: 2_000 }) description?: string;

  /** In their order. The first makes the score, and the kind of the survey. */
  @ListOf(() => SurveyQuestionDto, { min: 1, max: 20 }) questions: SurveyQuestionDto[];

  /** The language of who speaks none of the others. Defaults to `en`. */
  @Optional() @LanguageTag() default_language?: string;

  /**
   * By language: what is written above the link. Without it, the first question.
   * @example { "en": "Your matter is resolved. It takes half a minute:" }
   */
  @Optional() @JsonObject({ max_bytes: 16_000 }) intro?: Texts;

  /**
   * By language: what is said after the answer.
   * @example { "en": "Thank you for your answer." }
   */
  @Optional() @JsonObject({ max_bytes: 16_000 }) thanks?: Texts;

  /** Whether it is sent. Defaults to true. */
  @Optional() @Flag() is_active?: boolean;

  /** A score of so much or less opens a ticket; null: none does. */
  @Optional() @Nullable() @Count({ max: 10 }) ticket_at_most?: number | null;

  /** The team that such a ticket goes to; without it, the one that had the matter. */
  @Optional() @Nullable() @Text({ min: 1, max: 60, oneLine: true }) ticket_team?: string | null;
}

export class UpdateSurveyDto extends PartialType(CreateSurveyDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListSurveysDto extends PageQueryDto {
  @AnyOf(QUESTION_TYPES) kind?: QuestionType[];

  @Optional() @Flag() is_active?: boolean;

  /** Made at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Made before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches name and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at', 'name']) sort?: 'created_at' | 'updated_at' | 'name';
}

export class SurveyDto implements Omit<Row<'surveys'>, 'deleted_at' | 'questions' | 'intro' | 'thanks'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "How did we do?" */
  name: string;
  description: string;
  /** The type of the first question. */
  @OneOf(QUESTION_TYPES) kind: QuestionType;
  questions: SurveyQuestionDto[];
  default_language: string;
  @JsonObject({ max_bytes: 16_000 }) intro: Texts;
  @JsonObject({ max_bytes: 16_000 }) thanks: Texts;
  is_active: boolean;
  ticket_at_most: number | null;
  ticket_team: string | null;
  /** Counts the wordings of the questions; an invitation keeps the one that it was sent with. */
  revision: number;
  @Nullable() @Id() created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class SurveyPageDto extends PageOf(SurveyDto) {}

export class SurveyRevisionDto implements Omit<Row<'survey_revisions'>, 'survey_id' | 'questions'> {
  /** @example 1 */
  revision: number;
  questions: SurveyQuestionDto[];
  default_language: string;
  @Instant() since: string;
}

export class SurveyDetailDto extends SurveyDto {
  /** Every wording of the questions, oldest first. */
  revisions: SurveyRevisionDto[];
  history: HistoryEntryDto[];
}

export class SurveyPreviewQueryDto {
  /** Without it, or where the survey lacks it: the default language. */
  @Optional() @LanguageTag() language?: string;
}

export class AskedQuestionDto extends OmitType(SurveyQuestionDto, ['text', 'options']) {
  /** @example "How did we do?" */
  text: string;
  options: AskedOptionDto[];
  /** The lowest and the highest answer, of a question for a number; otherwise empty. */
  @ListOf(Count()) scale: number[];
}

export class AskedOptionDto {
  /** @example "speed" */
  value: string;
  /** @example "A quicker answer" */
  text: string;
}

/** What somebody is asked, in his language. */
export class SurveyFormDto {
  /** @example "en" */
  language: string;
  languages: string[];
  /** Of one with `show_if`, whether it is asked depends on the answers before. */
  questions: AskedQuestionDto[];
  /** What is said after the answer. */
  thanks: string;
  /** What was answered so far, by key; null: nothing. */
  @Nullable() @JsonObject({ max_bytes: 64_000 }) answers: Record<string, unknown> | null;
  /** Until when the answer can be changed; null: before the first. */
  @Nullable() @Instant() changeable_until: string | null;
}

export class AnswerSurveyDto {
  /**
   * By the keys of the questions.
   * @example { "score": 5, "comment": "Quick and friendly." }
   */
  @JsonObject({ max_bytes: 16_000 }) answers: Record<string, unknown>;

  /** The language in which it was asked. */
  @Optional() @LanguageTag() language?: string;
}
