import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { BusinessDate } from '../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { COACHING_TASK } from '../audits.states.js';

type TaskStatus = StateOf<typeof COACHING_TASK>;
const SORTS = ['created_at', 'updated_at'] as const;

export class CreateCoachingTaskDto {
  /** The audit that it follows from. */
  @Optional() @Id() audit_id?: string;

  /** The agent who is coached; with an audit, whose work that is. */
  @Optional(({ audit_id }: CreateCoachingTaskDto) => audit_id !== undefined) @Id() agent_id?: string;

  /** @example "Listen to two calls with a calm ending" */
  @Text({ min: 1, max: 300, oneLine: true }) title: string;

  @Optional() @Text({ max: 5000 }) description?: string;

  /** The user who sees to it; you, when nothing is said. */
  @Optional() @Nullable() @Id() owner_id?: string | null;

  /** @example "2026-03-15" */
  @Optional() @Nullable() @BusinessDate() due_on?: string | null;
}

export class UpdateCoachingTaskDto extends PartialType(OmitType(CreateCoachingTaskDto, ['audit_id', 'agent_id']), {
  skipNullProperties: false,
}) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class StepOfCoachingTaskDto {
  /** @example "finish" */
  @OneOf(COACHING_TASK.actions) action: StepOf<typeof COACHING_TASK>;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListCoachingTasksDto extends PageQueryDto {
  @AnyOf(COACHING_TASK.states) status?: TaskStatus[];

  @Optional() @Id() agent_id?: string;

  @Optional() @Id() audit_id?: string;

  @Optional() @Id() owner_id?: string;

  /** Due on or before this day. */
  @Optional() @BusinessDate() due_by?: string;

  /** Searches title and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class CoachingTaskDto implements Row<'coaching_tasks'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "open" */
  @OneOf(COACHING_TASK.states) status: TaskStatus;
  agent_id: string;
  audit_id: string | null;
  /** @example "Listen to two calls with a calm ending" */
  title: string;
  description: string;
  owner_id: string | null;
  @BusinessDate() due_on: string | null;
  done_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  deleted_at: string | null;
}
export class CoachingTaskPageDto extends PageOf(CoachingTaskDto) {}

export class CoachingTaskDetailDto extends CoachingTaskDto {
  history: HistoryEntryDto[];
  @ListOf(OneOf(COACHING_TASK.actions)) allowed_actions: StepOf<typeof COACHING_TASK>[];
}
