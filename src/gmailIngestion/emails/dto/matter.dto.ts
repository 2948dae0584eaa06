import { MATTER_PRIORITIES, MATTER_STATUSES } from '../../../common/matter/matter.js';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Id, OneOf } from '../../../common/validation/value.decorators.js';

/** Fields that a thread and all its e-mails share. */
export class MatterChangeDto {
  @Optional() @OneOf(MATTER_STATUSES) status?: (typeof MATTER_STATUSES)[number];

  @Optional() @OneOf(MATTER_PRIORITIES) priority?: (typeof MATTER_PRIORITIES)[number];

  /** An active agent; null removes the assignment. */
  @Optional() @Nullable() @Id() assignee_id?: string | null;

  /**
   * Null removes it.
   * @example "logistics"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 100, oneLine: true }) team?: string | null;
}
