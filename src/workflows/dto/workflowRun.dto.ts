import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { SeenComparisonDto } from './workflow.dto.js';

const RUN_STATES = ['running', 'waiting', 'done', 'partial', 'cancelled', 'stopped'] as const;
export type RunState = (typeof RUN_STATES)[number];
const STEP_STATES = ['done', 'retry', 'failed', 'waiting', 'skipped'] as const;

export class ListWorkflowRunsDto extends PageQueryDto {
  @Optional() @Id() workflow_id?: string;

  @AnyOf(RUN_STATES) state?: RunState[];

  /** @example "ticket" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @Optional() @Text({ max: 200, oneLine: true }) entity_id?: string;
}

export class CancelWorkflowRunDto {
  /** @example "Settled by phone." */
  @Optional() @Text({ max: 500 }) note?: string;
}

export class WorkflowRunDto implements Omit<Row<'workflow_runs'>, 'why' | 'input' | 'lease_until' | 'cancel_on' | 'waiting_since'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  workflow_id: string;
  /** The version that it began with, and goes on with. */
  workflow_version: number;
  /** @example "ticket" */
  entity_type: string;
  entity_id: string;
  customer_id: string | null;
  /** What started it; the same cause starts a rule once. */
  cause: string;
  /** @example "ticket:created" */
  event: string;
  event_at: string;
  /** 1 when a person or the world caused it; one more than the run that caused it. */
  depth: number;
  /** The run that caused it. */
  caused_by: string | null;
  /** `partial`: a step failed for good; `stopped`: it was not begun. */
  @OneOf(RUN_STATES) state: string;
  reason: string;
  /** When it goes on; null once it has ended. */
  next_at: string | null;
  created_at: string;
  finished_at: string | null;
}
export class WorkflowRunPageDto extends PageOf(WorkflowRunDto) {}

class WorkflowRunStepDto {
  /** @example "0" */
  position: string;
  /** @example "notify" */
  action: string;
  @OneOf(STEP_STATES) state: string;
  attempts: number;
  /** @example "Made the ticket TKT-0042." */
  says: string;
  @JsonObject({ max_bytes: 200_000 }) result: Record<string, unknown>;
  error_code: string | null;
  error_message: string | null;
  /** The kind of thing that it made or wrote to. */
  made_type: string | null;
  made_id: string | null;
  /** Of a wait, its end; of a failed step, the next attempt. */
  next_at: string | null;
  at: string;
}

export class WorkflowRunDetailDto extends WorkflowRunDto {
  /** Every comparison of the conditions, and what it saw. */
  @ListOf(() => SeenComparisonDto) why: SeenComparisonDto[];
  @ListOf(() => WorkflowRunStepDto) steps: WorkflowRunStepDto[];
}
