import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { RatingFigureDto } from '../../common/list/ratings.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AGENT_FEEDBACK, AGENT_FEEDBACK_KINDS, AGENT_FEEDBACK_VISIBILITIES } from '../agentFeedback.states.js';

type Status = StateOf<typeof AGENT_FEEDBACK>;
type Kind = (typeof AGENT_FEEDBACK_KINDS)[number];
type Visibility = (typeof AGENT_FEEDBACK_VISIBILITIES)[number];
const WORD = { min: 1, max: 60, oneLine: true } as const;

class AgentFeedbackWordsDto {
  /** @example "praise" */
  @OneOf(AGENT_FEEDBACK_KINDS) kind: Kind;

  /** `managers`: those who may edit feedback; `agent`: the agent too; `team`: all who may view feedback. */
  @Optional() @OneOf(AGENT_FEEDBACK_VISIBILITIES) visibility?: Visibility;

  /**
   * What it is mainly about.
   * @example "tone"
   */
  @Optional() @Nullable() @Text(WORD) topic?: string | null;

  /** From 1, bad, to 5, good. */
  @Optional() @Nullable() @Count({ min: 1, max: 5 }) rating?: number | null;

  /** @example "Stayed calm with an angry caller, and found the parcel." */
  @Text({ min: 1, max: 10_000 }) comment: string;
}

export class CreateAgentFeedbackDto extends AgentFeedbackWordsDto {
  /** The agent whose work it is about. */
  @Id() agent_id: string;

  /** Whether it stays unknown that it is yours: neither the row nor the activity log has your name then. It cannot be changed later. */
  @Optional() @Flag() is_anonymous?: boolean;
}

export class UpdateAgentFeedbackDto extends PartialType(AgentFeedbackWordsDto, { skipNullProperties: false }) {
  /** @example "acknowledged" */
  @Optional() @OneOf(AGENT_FEEDBACK.states) status?: Status;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class AgentFeedbackActionDto {
  /** @example "answer" */
  @OneOf([...AGENT_FEEDBACK.actions, 'comment']) action: StepOf<typeof AGENT_FEEDBACK> | 'comment';

  /** With `answer`: what is answered. */
  @Optional() @Text({ max: 10_000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListAgentFeedbackDto extends PageQueryDto {
  @AnyOf(AGENT_FEEDBACK.states) status?: Status[];

  @AnyOf(AGENT_FEEDBACK_KINDS) kind?: Kind[];

  @AnyOf(AGENT_FEEDBACK_VISIBILITIES) visibility?: Visibility[];

  @Optional() @Text(WORD) topic?: string;

  @Optional() @Count({ min: 1, max: 5 }) rating?: number;

  @Optional() @Flag() is_anonymous?: boolean;

  @Optional() @Id() agent_id?: string;

  /** The author; anonymous feedback has none. */
  @Optional() @Id() created_by?: string;

  /** Given at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Given before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the comment and the answer. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'updated_at']) sort?: 'created_at' | 'updated_at';
}

export class AgentFeedbackStatsQueryDto extends OmitType(ListAgentFeedbackDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class AgentFeedbackDto implements Omit<Row<'agent_feedback'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "new" */
  @OneOf(AGENT_FEEDBACK.states) status: Status;
  @OneOf(AGENT_FEEDBACK_KINDS) kind: Kind;
  @OneOf(AGENT_FEEDBACK_VISIBILITIES) visibility: Visibility;
  topic: string | null;
  rating: number | null;
  comment: string;
  is_anonymous: boolean;
  agent_id: string;
  answer: string;
  answered_at: string | null;
  answered_by: string | null;
  /** The author; null when it is anonymous. */
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class AgentFeedbackPageDto extends PageOf(AgentFeedbackDto) {}

export class AgentFeedbackDetailDto extends AgentFeedbackDto {
  history: HistoryEntryDto[];
  /** The actions that are possible now; `comment` is always possible. */
  @ListOf(OneOf(AGENT_FEEDBACK.actions)) allowed_actions: StepOf<typeof AGENT_FEEDBACK>[];
}

export class FeedbackAboutAgentDto extends RatingFigureDto {
  @Id() agent_id: string;
  /** @example 7 */
  count: number;
  /** @example 4 */
  praise: number;
  /** @example 2 */
  concern: number;
  /** @example 1 */
  suggestion: number;
}

export class AgentFeedbackBreakdownDto {
  /** @example 12 */
  total: number;
  /** The agent with the most first; they add up to the total. */
  by_agent: FeedbackAboutAgentDto[];
}

export class AgentFeedbackStatsDto {
  /** @example 3 */
  total: number;
  rating: RatingFigureDto;
  by_status: StatsCountDto[];
  by_kind: StatsCountDto[];
  by_visibility: StatsCountDto[];
  by_topic: StatsCountDto[];
  by_rating: StatsCountDto[];
}
