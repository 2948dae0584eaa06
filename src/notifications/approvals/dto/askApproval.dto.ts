import { Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';
import { Count, Id, JsonObject } from '../../../common/validation/value.decorators.js';

/** What is asked for, and of whom; by default of everyone who decides approvals. */
export class AskApprovalDto {
  /**
   * `refund`, `deletion` (of a customer) or `export` (of a list).
   * @example "deletion"
   */
  @Text({ max: 60, min: 1, oneLine: true }) kind: string;

  /**
   * What it is about: the id of a refund or a customer, or the path of a list.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  @Text({ max: 200, min: 1, oneLine: true }) entity_id: string;

  /** What is to be done, where the id does not say all: the query of an export. */
  @Optional() @JsonObject({ max_bytes: 16_000 }) payload?: Record<string, unknown>;

  /** @example "The customer asked to be forgotten." */
  @Optional() @Text({ max: 2000 }) reason?: string;

  @Optional() @Id() approver_user_id?: string;

  @Optional() @Id() approver_role_id?: string;

  @Optional() @Id() approver_team_id?: string;

  /**
   * Business minutes until the request is escalated to the admins. As set up by default.
   * @example 480
   */
  @Optional() @Count({ min: 1, max: 100_000 }) expires_after_minutes?: number;
}
