import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id, JsonObject } from '../../common/validation/value.decorators.js';

/** A year and a day. */
const LONGEST_WAIT = 527_040;

export class WorkflowStepDto {
  /**
   * `GET /workflows/vocabulary` lists them.
   * @example "notify"
   */
  @Text({ min: 1, max: 60, oneLine: true }) action: string;

  /**
   * What the action needs; texts may hold variables such as `{{ticket.number}}`.
   * @example { "title": "Look at {{ticket.number}}" }
   */
  @JsonObject({ max_bytes: 60_000 }) params: Record<string, unknown>;
}

/** The params of `wait`. */
export class WaitParamsDto {
  @Count({ min: 1, max: LONGEST_WAIT }) minutes: number;
  /** Whether only business minutes count. */
  @Optional() @Flag() business?: boolean;
  /** The calendar; null: the default one. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;
  /** What ends the run instead. */
  @Optional() @ListOf(Text({ max: 60, oneLine: true }), { max: 10, unique: true }) cancel_on?: string[];
}

/** The params of `branch`. */
export class BranchParamsDto {
  @JsonObject({ max_bytes: 60_000 }) conditions: Record<string, unknown>;
  @ListOf(() => WorkflowStepDto, { min: 1, max: 50 }) then: WorkflowStepDto[];
  @Optional() @ListOf(() => WorkflowStepDto, { max: 50 }) else?: WorkflowStepDto[];
}
