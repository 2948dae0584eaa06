import { ApiProperty, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nested, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { EmailAddress, LanguageTag, Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { AVAILABILITIES, type Availability } from '../availability.js';
import { SKILL, Skills } from './skills.decorator.js';

export class ChannelCapacityDto {
  /**
   * The most items of the channel at once.
   * @example 5
   */
  @Count({ max: 1_000 }) limit: number;

  /**
   * How much of the total one item takes.
   * @example 2
   */
  @Count({ max: 1_000 }) weight: number;
}

export class AgentCapacityDto {
  /**
   * The most that the weights of all items together may be.
   * @example 10
   */
  @Count({ max: 10_000 }) total: number;

  @Nested(() => ChannelCapacityDto) email: ChannelCapacityDto;
  @Nested(() => ChannelCapacityDto) chat: ChannelCapacityDto;
  @Nested(() => ChannelCapacityDto) call: ChannelCapacityDto;
  @Nested(() => ChannelCapacityDto) ticket: ChannelCapacityDto;
}

export class CreateAgentDto {
  /** @example "Asha Rao" */
  @Text({ min: 1, max: 200, oneLine: true }) name: string;

  /** @example "asha@example.com" */
  @Optional() @Nullable() @EmailAddress() email?: string | null;

  /** @example "E-1042" */
  @Optional() @Nullable() @Text({ min: 1, max: 50, oneLine: true }) employee_code?: string | null;

  /**
   * As the telephone provider prints it in call logs; it names the agent in call figures.
   * @example "5550100001"
   */
  @Optional() @Nullable() @Text({ min: 1, max: 40, oneLine: true }) phone_number?: string | null;

  /** The user who signs in as this agent. */
  @Optional() @Nullable() @Id() user_id?: string | null;

  /** An agent who is not active gets no work and cannot be assigned any. */
  @Optional() @Flag() is_active?: boolean;

  /** @example ["hi", "en"] */
  @Optional() @ListOf(LanguageTag(), { max: 50, unique: true }) languages?: string[];

  /**
   * All skills of the agent, each with a level from 1 to 5.
   * @example { "refunds": 3 }
   */
  @Optional() @Skills() skills?: Record<string, number>;

  /**
   * The keys of all teams of the agent.
   * @example ["billing"]
   */
  @Optional() @ListOf(Text({ min: 1, max: 100, oneLine: true }), { max: 50, unique: true }) teams?: string[];

  @Optional() @Nested(() => AgentCapacityDto) capacity?: AgentCapacityDto;

  /** The business hours of the agent; null for the default calendar. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;
}

export class UpdateAgentDto extends PartialType(CreateAgentDto, { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class DeleteAgentDto {
  /** The version you saw. If there is a newer one, the deletion is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;

  /**
   * It is noted with everything that is handed back.
   * @example "Left the company."
   */
  @Optional() @Text({ max: 500, oneLine: true }) reason?: string;
}

export class ListAgentsDto extends PageQueryDto {
  /** @example "available" */
  @Optional() @Text({ max: 50 }) status?: string;

  @AnyOf(AVAILABILITIES) availability?: Availability[];

  @Optional() @Flag() is_active?: boolean;

  @Optional() @Flag() is_clocked_in?: boolean;

  @Optional() @Id() user_id?: string;

  /**
   * Is in a team with this key.
   * @example "billing"
   */
  @AnyOfTexts({ max: 100 }) team?: string | string[];

  /**
   * Has this skill, at any level.
   * @example "refunds"
   */
  @Optional() @Text({ max: 50, pattern: SKILL, says: 'must be a skill such as refunds' }) skill?: string;

  /** @example "hi" */
  @Optional() @Text({ max: 35 }) language?: string;

  /** Searches names, e-mail addresses, employee codes and phone numbers. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name', 'status_since']) sort?: 'created_at' | 'name' | 'status_since';
}

export class AgentDto implements Omit<Row<'agents'>, 'capacity' | 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "Asha Rao" */
  name: string;
  /** @example "asha@example.com" */
  email: string | null;
  employee_code: string | null;
  /** @example "5550100001" */
  phone_number: string | null;
  user_id: string | null;
  /** @example true */
  is_active: boolean;
  /** @example ["hi", "en"] */
  languages: string[];
  /** @example { "refunds": 3 } */
  @Skills() skills: Record<string, number>;
  /** @example ["billing"] */
  teams: string[];
  capacity: AgentCapacityDto;
  calendar_id: string | null;
  /** @example "available" */
  status: string;
  /** What the status means. */
  @OneOf(AVAILABILITIES) availability: string;
  @Instant() status_since: string;
  /** Null while the agent is not clocked in. */
  @Nullable() @Instant() clocked_in_at: string | null;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class AgentPageDto extends PageOf(AgentDto) {}

export class AgentLoadDto {
  /** @example 3 */
  email: number;
  chat: number;
  call: number;
  ticket: number;
}

export class AgentOnBoardDto {
  id: string;
  /** @example "Asha Rao" */
  name: string;
  /** @example ["billing"] */
  teams: string[];
  /** @example "available" */
  status: string;
  @OneOf(AVAILABILITIES) availability: string;
  @Instant() status_since: string;
  /** Null while the agent is not clocked in. */
  @Nullable() @Instant() clocked_in_at: string | null;
  /** Whether the agent has a socket open; that is not availability. */
  is_connected: boolean;
  /** Null while no socket is open. */
  @Nullable() @Instant() connected_since: string | null;
  /** Items that the agent holds, by channel. */
  load: AgentLoadDto;
  /** The weights of these items together. */
  load_total: number;
  /** @example 10 */
  capacity_total: number;
}
export class AgentBoardDto extends PageOf(AgentOnBoardDto) {}

export class DeletedAgentDto {
  id: string;
  /** How many items of each kind were handed back. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { email_thread: 2 } })
  released: Record<string, number>;
}
