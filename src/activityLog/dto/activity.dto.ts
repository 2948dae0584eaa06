import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { DateOrInstant, Instant } from '../../common/validation/time.decorators.js';
import { Id, OneOf } from '../../common/validation/value.decorators.js';

const ACTOR_KINDS = ['user', 'api_key', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export class ActivityDto implements Row<'activity_log'> {
  /**
   * Increases with time.
   * @example 4711
   */
  id: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  @Instant() at: string;
  /** The user or API key; null for the system. */
  actor_id: string | null;
  @OneOf(ACTOR_KINDS) actor_kind: ActorKind;
  /** @example "update" */
  action: string;
  /** @example "roles" */
  entity_type: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  @ApiProperty({
    description: 'The row before the change, if there was one.',
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { name: 'quality_lead' },
  })
  before: Row<'activity_log'>['before'];
  @ApiProperty({
    description: 'The row after the change, if there is one.',
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { name: 'quality_manager' },
  })
  after: Row<'activity_log'>['after'];
  /** Identifies the request in the log. */
  request_id: string | null;
  /** A note by the actor; usually empty. */
  note: string;
}
export class ActivityPageDto extends PageOf(ActivityDto) {}

export class ListActivityDto extends PageQueryDto {
  @Optional() @Id() actor_id?: string;

  @Optional() @OneOf(ACTOR_KINDS) actor_kind?: ActorKind;

  /** @example "update" */
  @Optional() @Text({ max: 100 }) action?: string;

  /** @example "roles" */
  @Optional() @Text({ max: 100 }) entity_type?: string;

  @Optional() @Text({ max: 500 }) entity_id?: string;

  @Optional() @Text({ max: 100 }) request_id?: string;

  /**
   * From this instant, or from the start of this business day.
   * @example "2026-02-17"
   */
  @Optional() @DateOrInstant() from?: string;

  /**
   * Before this instant, or up to the end of this business day.
   * @example "2026-02-24"
   */
  @Optional() @DateOrInstant() to?: string;

  /** Searches action and entity_type. */
  @Optional() @Text({ max: 200 }) search?: string;

  /** Defaults to `id`, the order in which entries were written; with `from` or `to` the default is `at`. */
  @Optional() @OneOf(['id', 'at']) sort?: 'id' | 'at';
}
