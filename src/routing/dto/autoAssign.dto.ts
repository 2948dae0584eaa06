import { ListOf } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Id } from '../../common/validation/value.decorators.js';

export class AutoAssignDto {
  /**
   * What kind of thing it is.
   * @example "email_thread"
   */
  @Text({ min: 1, max: 60, oneLine: true }) entity_type: string;

  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @Id() entity_id: string;
}

class RefusalDto {
  /** @example "capacity_channel" */
  rule: string;
  /** @example "has 5 of 5 in email" */
  says: string;
}

class CandidateDto {
  agent_id: string;
  /** Empty: could take it. */
  @ListOf(() => RefusalDto) refusals: RefusalDto[];
  /** Skills that the agent lacks and that were given up because it has waited for long. */
  relaxed: string[];
}

export class AutoAssignedDto {
  /** Null: no agent can take it, and it waits. */
  agent_id: string | null;
  /** @example "least to do" */
  reason: string;
  @ListOf(() => CandidateDto) candidates: CandidateDto[];
}
