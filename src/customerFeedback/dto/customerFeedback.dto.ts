import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { RatingFigureDto } from '../../common/list/ratings.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { CUSTOMER_FEEDBACK, CUSTOMER_FEEDBACK_CHANNELS, CUSTOMER_FEEDBACK_KINDS } from '../customerFeedback.states.js';

type Status = StateOf<typeof CUSTOMER_FEEDBACK>;
type Kind = (typeof CUSTOMER_FEEDBACK_KINDS)[number];
type Channel = (typeof CUSTOMER_FEEDBACK_CHANNELS)[number];
const WORD = { min: 1, max: 60, oneLine: true } as const;

class FeedbackWordsDto {
  /** @example "complaint" */
  @OneOf(CUSTOMER_FEEDBACK_KINDS) kind: Kind;

  /** How it was given. */
  @Optional() @OneOf(CUSTOMER_FEEDBACK_CHANNELS) channel?: Channel;

  /**
   * What it is mainly about.
   * @example "delivery"
   */
  @Optional() @Nullable() @Text(WORD) topic?: string | null;

  /** From 1, bad, to 5, good. */
  @Optional() @Nullable() @Count({ min: 1, max: 5 }) rating?: number | null;

  /** @example "The parcel came two days late." */
  @Text({ min: 1, max: 10_000 }) comment: string;

  /** Who gave it; not with `is_anonymous`. */
  @Optional() @Nullable() @Id() customer_id?: string | null;

  /** @example "support" */
  @Optional() @Nullable() @Text(WORD) team?: string | null;

  /** The agent who looks after it. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;
}

export class CreateCustomerFeedbackDto extends FeedbackWordsDto {
  /** Whether the customer does not want to be named. It cannot be changed later. */
  @Optional() @Flag() is_anonymous?: boolean;
}

export class UpdateCustomerFeedbackDto extends PartialType(FeedbackWordsDto, { skipNullProperties: false }) {
  /** @example "in_review" */
  @Optional() @OneOf(CUSTOMER_FEEDBACK.states) status?: Status;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class CustomerFeedbackActionDto {
  /** @example "answer" */
  @OneOf([...CUSTOMER_FEEDBACK.actions, 'comment']) action: StepOf<typeof CUSTOMER_FEEDBACK> | 'comment';

  /** With `answer`: what the customer was told. */
  @Optional() @Text({ max: 10_000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListCustomerFeedbackDto extends PageQueryDto {
  @AnyOf(CUSTOMER_FEEDBACK.states) status?: Status[];

  @AnyOf(CUSTOMER_FEEDBACK_KINDS) kind?: Kind[];

  @AnyOf(CUSTOMER_FEEDBACK_CHANNELS) channel?: Channel[];

  @Optional() @Text(WORD) topic?: string;

  @Optional() @Count({ min: 1, max: 5 }) rating?: number;

  @AnyOfTexts(WORD) team?: string[];

  @Optional() @Flag() is_anonymous?: boolean;

  @Optional() @Id() assignee_id?: string;

  @Optional() @Id() customer_id?: string;

  /** Given at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Given before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the comment and the answer. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at']) sort?: 'created_at' | 'updated_at';
}

export class CustomerFeedbackStatsQueryDto extends OmitType(ListCustomerFeedbackDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class CustomerFeedbackDto implements Omit<Row<'customer_feedback'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "new" */
  @OneOf(CUSTOMER_FEEDBACK.states) status: Status;
  @OneOf(CUSTOMER_FEEDBACK_KINDS) kind: Kind;
  @OneOf(CUSTOMER_FEEDBACK_CHANNELS) channel: Channel;
  topic: string | null;
  rating: number | null;
  comment: string;
  is_anonymous: boolean;
  /** Always null when it is anonymous. */
  customer_id: string | null;
  team: string | null;
  assignee_id: string | null;
  /** What the customer was told. */
  answer: string;
  answered_at: string | null;
  answered_by: string | null;
  /** The user who recorded it. */
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class CustomerFeedbackPageDto extends PageOf(CustomerFeedbackDto) {}

export class CustomerFeedbackDetailDto extends CustomerFeedbackDto {
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(CUSTOMER_FEEDBACK.actions)) allowed_actions: StepOf<typeof CUSTOMER_FEEDBACK>[];
}

export class CustomerFeedbackBreakdownQueryDto {
  @AnyOfTexts(WORD) team?: string | string[];
}

export class FeedbackOfChannelDto extends RatingFigureDto {
  @OneOf(CUSTOMER_FEEDBACK_CHANNELS) channel: Channel;
  /** @example 7 */
  count: number;
}

export class FeedbackOfAssigneeDto extends RatingFigureDto {
  /** The agent who looks after it. Null for feedback without an agent. */
  @Id() agent_id: string | null;
  /** @example 7 */
  count: number;
}

/** Each of the two lists adds up to the total. */
export class CustomerFeedbackBreakdownDto {
  /** @example 12 */
  total: number;
  /** The most first. */
  by_channel: FeedbackOfChannelDto[];
  /** The most first. */
  by_agent: FeedbackOfAssigneeDto[];
}

export class CustomerFeedbackStatsDto {
  /** @example 3 */
  total: number;
  rating: RatingFigureDto;
  by_status: StatsCountDto[];
  by_kind: StatsCountDto[];
  by_topic: StatsCountDto[];
  by_rating: StatsCountDto[];
  by_team: StatsCountDto[];
}
