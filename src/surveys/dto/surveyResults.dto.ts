import { Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { TimeRangeQueryDto } from '../../common/timeRange/timeRangeQuery.dto.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Decimal, OneOf } from '../../common/validation/value.decorators.js';
import { QUESTION_TYPES, type QuestionType } from '../surveyQuestions.js';

/** Of invitations that were sent in a range of time. */
export class SurveyResultsQueryDto extends TimeRangeQueryDto {
  /** Groups with fewer invitations than this are one row together, `is_other`. Defaults to 5. */
  @Optional() @Count({ min: 1, max: 1_000 }) least?: number;
}

class SurveyFiguresDto {
  /**
   * Invitations that were sent.
   * @example 8
   */
  invited: number;
  /** @example 5 */
  answered: number;
  /**
   * Of those who were asked, per cent.
   * @example 62.5
   */
  @Nullable() @Decimal({ places: 1, max: 100 }) response_rate: number | null;
  /** Answers that are left out, with a reason. */
  excluded: number;
  /** Answers that the score is made of. */
  n: number;
  /**
   * As `definition` says; null without answers, or where there is none.
   * @example 60
   */
  @Nullable() @Decimal({ places: 1, min: -100, max: 100 }) score: number | null;
  /** @example 3.6 */
  @Nullable() @Decimal({ places: 2, max: 10 }) mean: number | null;
}

export class SurveyGroupDto extends SurveyFiguresDto {
  /** The id of the agent, the key of the team, the channel, or the revision; null: none, or the other groups. */
  value: string | null;
  /** Whether it is all groups with few invitations together. */
  is_other: boolean;
  /** How many groups it is. */
  groups: number;
}

export class AnswerCountDto {
  /** @example "5" */
  answer: string;
  /** @example 2 */
  count: number;
}

export class NotSentDto {
  /** Waiting to be sent. */
  waiting: number;
  /** Never sent, with a reason. */
  suppressed: number;
  /** Sent, and did not arrive. */
  failed: number;
}

export class SurveyResultsDto extends SurveyFiguresDto {
  survey_id: string;
  @OneOf(QUESTION_TYPES) kind: QuestionType;
  /**
   * How the score is made, and what it leaves out.
   * @example "Answers of 4 and 5 among all answers from 1 to 5, per cent."
   */
  definition: string;
  @Instant() start: string;
  @Instant() end: string;
  /** Each answer to the first question. */
  distribution: AnswerCountDto[];
  /** Rows of each group add up to the whole. */
  by_agent: SurveyGroupDto[];
  by_team: SurveyGroupDto[];
  by_channel: SurveyGroupDto[];
  by_revision: SurveyGroupDto[];
  /** Invitations that were made in the range and count nowhere. */
  not_sent: NotSentDto;
}
