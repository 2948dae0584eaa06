import { OmitType, PartialType } from '@nestjs/swagger';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AVAILABILITIES, type Availability } from '../availability.js';

export class CreateAgentStatusDto {
  /**
   * What agents and clients send. It cannot be changed.
   * @example "lunch"
   */
  @Text({ max: 50, pattern: /^[a-z][a-z0-9_]*$/, says: 'must be lower-case letters, digits and _, beginning with a letter' })
  status: string;

  /** @example "Lunch" */
  @Text({ min: 1, max: 100, oneLine: true }) name: string;

  /**
   * What it means. It cannot be changed.
   * @example "away"
   */
  @OneOf(AVAILABILITIES) category: Availability;

  /** The order in which they are shown; the first enabled one of a category is set by clock-in, clock-out and calls. */
  @Optional() @Count({ max: 10_000 }) position?: number;

  @Optional() @Flag() is_enabled?: boolean;

  /**
   * Wrap-up after a call ends after so many seconds, and the agent is available; 0 leaves that to the agent.
   * @example 30
   */
  @Optional() @Count({ max: 3600 }) ends_after_seconds?: number;
}

export class UpdateAgentStatusDto extends PartialType(OmitType(CreateAgentStatusDto, ['status', 'category'] as const), {
  skipNullProperties: false,
}) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class AgentStatusDto implements Row<'agent_statuses'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "lunch" */
  status: string;
  /** @example "Lunch" */
  name: string;
  /** @example "away" */
  @OneOf(AVAILABILITIES) category: string;
  /** @example true */
  is_enabled: boolean;
  /** @example 10 */
  position: number;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  /** Of wrap-up after a call; 0: the agent ends it. */
  ends_after_seconds: number;
}
