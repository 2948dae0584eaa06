import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';

export const ACTOR_KINDS = ['user', 'api_key', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export class ActivityDto implements Row<'activity_log'> {
  /**
   * Grows with time.
   * @example 4711
   */
  id: number;
  /** @example "2026-02-24T09:15:15.000Z" */
  at: string;
  /** The user or API key; null for the system. */
  actor_id: string | null;
  actor_kind: ActorKind;
  /** @example "update" */
  action: string;
  /** @example "roles" */
  entity_type: string;
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  entity_id: string;
  @ApiProperty({
    description: 'The row before, where there was one.',
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { name: 'quality_lead' },
  })
  before: Row<'activity_log'>['before'];
  @ApiProperty({
    description: 'The row after, where there is one.',
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { name: 'quality_manager' },
  })
  after: Row<'activity_log'>['after'];
  /** Finds the request in the log. */
  request_id: string | null;
  /** What the actor added in words; empty for most. */
  note: string;
}
export class ActivityPageDto extends PageOf(ActivityDto) {}

export class ListActivityDto extends PageQueryDto {
  @IsOptional() @IsUUID() actor_id?: string;

  @IsOptional() @IsIn(ACTOR_KINDS) actor_kind?: ActorKind;

  /** @example "update" */
  @IsOptional() @IsString() @MaxLength(100) action?: string;

  /** @example "roles" */
  @IsOptional() @IsString() @MaxLength(100) entity_type?: string;

  @IsOptional() @IsString() @MaxLength(500) entity_id?: string;

  @IsOptional() @IsString() @MaxLength(100) request_id?: string;

  /**
   * The first instant, or the first business day.
   * @example "2026-02-17"
   */
  @IsOptional() @IsString() @MaxLength(40) from?: string;

  /**
   * The end, not included; a business day is included.
   * @example "2026-02-24"
   */
  @IsOptional() @IsString() @MaxLength(40) to?: string;

  /** Looks into action and entity_type. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;

  /** `id`, which is the order of writing; with `from` or `to` it is `at` unless told otherwise. */
  @IsOptional() @IsIn(['id', 'at']) sort?: 'id' | 'at';
}
