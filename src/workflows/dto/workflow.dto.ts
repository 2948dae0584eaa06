import { ApiProperty, PartialType, PickType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nested, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { ruled } from '../../common/validation/rule.js';
import { Count, Flag, Id, JsonObject, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { TRIGGER_TYPES, type TriggerType } from '../workflow.js';
import { WorkflowStepDto } from './workflowStep.dto.js';

const CONDITIONS_BYTES = 60_000;
/** A year. */
const FARTHEST = 525_600;

/** What a field holds, whatever it is. */
function AnyValue(): PropertyDecorator {
  const kinds = [{ type: 'string' }, { type: 'number', format: 'double' }, { type: 'boolean' }, { type: 'array', items: {} }];
  return ApiProperty({ nullable: true, oneOf: kinds } as never);
}

/** Minutes before (negative) or after. */
function SignedMinutes(): PropertyDecorator {
  return ruled({
    fault: (value) =>
      Number.isInteger(value) && Math.abs(value as number) <= FARTHEST
        ? undefined
        : `must be a whole number from -${FARTHEST} to ${FARTHEST}`,
    schema: { type: 'integer', minimum: -FARTHEST, maximum: FARTHEST },
  });
}

export class WorkflowTriggerDto {
  /** `event`: something happened; `time`: minutes before or after a time of the thing; `schedule`: at times; `webhook`: a program calls. */
  @OneOf(TRIGGER_TYPES) type: TriggerType;

  /**
   * What the rule is about; `webhook` for what a webhook brings.
   * @example "ticket"
   */
  @Text({ min: 1, max: 60, oneLine: true }) kind: string;

  /**
   * For `event`: which ones, all of the kind.
   * @example ["ticket:created"]
   */
  @Optional() @ListOf(Text({ max: 100, oneLine: true }), { max: 10, unique: true }) events?: string[];

  /** For `time`: the field. */
  @Optional() @Text({ min: 1, max: 60, oneLine: true }) field?: string;

  /** For `time`: how many minutes after it; before, when negative. */
  @Optional() @SignedMinutes() minutes?: number;

  /** For `schedule`: five fields of cron, in the business zone. */
  @Optional() @Text({ min: 1, max: 100, oneLine: true }) cron?: string;

  /** For `webhook`: the fields of the JSON object that it brings, each `text`, `number`, `flag`, `time` or `list`. */
  @Optional() @JsonObject({ max_bytes: 8_000 }) fields?: Record<string, string>;
}

export class CreateWorkflowDto {
  /** @example "Angry VIPs become tickets" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  @Optional() @Text({ max: 2_000 }) description?: string;

  @Nested(() => WorkflowTriggerDto) trigger: WorkflowTriggerDto;

  /**
   * What it applies to: `{ field, operator, value }`, `{ all: […] }`, `{ any: […] }` or `{ not: … }`; never empty. `GET
   * /workflows/vocabulary` lists the fields. After an event there are also `changed` and earlier values, `was_status`.
   * @example { "all": [{ "field": "priority", "operator": "equals", "value": "urgent" }] }
   */
  @JsonObject({ max_bytes: CONDITIONS_BYTES }) conditions: Record<string, unknown>;

  /** What it does, in order. */
  @ListOf(() => WorkflowStepDto, { min: 1, max: 50 }) actions: WorkflowStepDto[];

  /** Whether it acts. A new one does not unless you say so. */
  @Optional() @Flag() is_active?: boolean;
}

export class UpdateWorkflowDto extends PartialType(CreateWorkflowDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListWorkflowsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  @AnyOf(TRIGGER_TYPES) trigger_type?: TriggerType[];

  /** @example "ticket" */
  @Optional() @Text({ max: 60, oneLine: true }) entity_type?: string;

  @Optional() @OneOf(['created_at', 'updated_at', 'name']) sort?: string;

  /** Finds words in name and description. */
  @Optional() @Text({ max: 200 }) search?: string;
}

export class WorkflowDto implements Omit<Row<'workflows'>, 'deleted_at' | 'trigger' | 'conditions' | 'actions'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Angry VIPs become tickets" */
  name: string;
  description: string;
  trigger: WorkflowTriggerDto;
  @JsonObject({ max_bytes: CONDITIONS_BYTES }) conditions: Record<string, unknown>;
  @ListOf(() => WorkflowStepDto) actions: WorkflowStepDto[];
  is_active: boolean;
  @OneOf(TRIGGER_TYPES) trigger_type: string;
  /** @example "ticket" */
  entity_type: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class WorkflowPageDto extends PageOf(WorkflowDto) {}

export class WorkflowDetailDto extends WorkflowDto {
  /** How many things it has looked at. */
  evaluated: number;
  /** How many of them it applied to. */
  matched: number;
  @Instant() last_evaluated_at: string | null;
  @Instant() last_matched_at: string | null;
  /** Why it cannot be used as it is; null: it can. */
  fault: string | null;
  /** What is odd about it, though allowed, such as conditions that nothing could meet. */
  warnings: string[];
  /** For `webhook`: the path to call, with POST. */
  webhook_path: string | null;
}

export class WorkflowWithSecretDto extends WorkflowDetailDto {
  /** For `webhook`: proves the caller, as the header `X-Webhook-Secret` or `t` in the address. Told now and never again. */
  secret: string | null;
}

export class WorkflowSecretDto {
  /** @example "/webhooks/workflows/7c9e6f0a-1111-4222-8333-444455556666" */
  webhook_path: string;
  /** Told now and never again. */
  secret: string;
}

export class WorkflowVersionDto {
  /** @example 3 */
  version: number;
  since: string;
  @JsonObject({ max_bytes: 500_000 }) workflow: Record<string, unknown>;
}

export class StoppedWorkflowsDto {
  /**
   * How many rules were switched off.
   * @example 4
   */
  stopped: number;
}

export class StopWorkflowsDto {
  /** That you mean all of them. */
  @OneOf(['all']) which: 'all';
}

export class SeenComparisonDto {
  /** @example "priority" */
  field: string;
  /** @example "equals" */
  operator: string;
  @AnyValue() value: unknown;
  /** What the thing said. */
  @AnyValue() actual: unknown;
  is: boolean;
}

export class DryRunDto {
  @Instant() from: string;
  /** Now, when not said. */
  @Optional() @Instant() to?: string;
  /** Items in the answer that it would have acted on. */
  @Optional() @Count({ min: 1, max: 1_000 }) limit?: number;
}

class DryRunItemDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  /** @example "ticket:created" */
  event: string;
  @Instant() at: string;
  @OneOf(['matches', 'does_not_match', 'stopped']) outcome: 'matches' | 'does_not_match' | 'stopped';
  /** Why it would have been stopped. */
  reason: string | null;
  @ListOf(() => SeenComparisonDto) conditions: SeenComparisonDto[];
}

export class DryRunResultDto {
  /** @example 120 */
  evaluated: number;
  /** @example 3 */
  matched: number;
  /** Of chains that are too long, or things that it acts on too often. */
  stopped: number;
  /** False: there was more than one dry run looks at; narrow the range. */
  is_whole: boolean;
  /** What it would do to each, in order. */
  actions: string[];
  /** Those that it would have acted on or been stopped at, and the first twenty others. */
  @ListOf(() => DryRunItemDto) items: DryRunItemDto[];
}

export class TestWorkflowDto {
  /** The thing, as it is now. */
  @Id() entity_id: string;
}

export class WorkflowTrialDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  matches: boolean;
  @ListOf(() => SeenComparisonDto) conditions: SeenComparisonDto[];
}

export class WorkflowEvaluationDto {
  /** @example 4711 */
  id: number;
  /** @example "ticket" */
  entity_type: string;
  entity_id: string;
  event: string;
  @ListOf(() => SeenComparisonDto) why: SeenComparisonDto[];
  at: string;
}

export class ExportedWorkflowDto extends PickType(CreateWorkflowDto, ['name', 'description', 'trigger', 'conditions', 'actions']) {}

export class ImportWorkflowsDto {
  /** As `GET /workflows/:id/export` and `GET /workflows/templates` have them. They are made switched off. */
  @ListOf(() => ExportedWorkflowDto, { min: 1, max: 50 }) workflows: ExportedWorkflowDto[];
}

class WorkflowFieldDto {
  /** @example "priority" */
  field: string;
  /** @example "choice" */
  kind: string;
  says: string;
  /** All that there are; null when that is not known beforehand. */
  values: string[] | null;
  /** @example ["equals", "in"] */
  operators: string[];
}

class WorkflowOccurrenceDto {
  /** @example "customer_replied" */
  name: string;
  says: string;
}

class WorkflowKindDto {
  /** @example "ticket" */
  kind: string;
  /** @example ["ticket:created"] */
  events: string[];
  /** Fields that a rule may go by in time. */
  times: string[];
  @ListOf(() => WorkflowFieldDto) fields: WorkflowFieldDto[];
  /** What may end a wait. */
  @ListOf(() => WorkflowOccurrenceDto) occurrences: WorkflowOccurrenceDto[];
  /** Variables of texts. */
  variables: string[];
  /** Actions that may be done with it. */
  actions: string[];
}

class WorkflowActionDto {
  /** @example "notify" */
  action: string;
  says: string;
  /** @example ["title", "body"] */
  params: string[];
}

export class WorkflowVocabularyDto {
  @ListOf(() => WorkflowKindDto) kinds: WorkflowKindDto[];
  @ListOf(() => WorkflowActionDto) actions: WorkflowActionDto[];
}
