import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { PageOf } from '../../../common/list/page.dto.js';
import { PageQueryDto } from '../../../common/list/pageQuery.dto.js';
import { QueryBoolean } from '../../../common/list/queryBoolean.decorator.js';
import type { Row } from '../../../supabase/table.js';
import { EMAIL_PRIORITIES, EMAIL_STATUSES, MatterChangeDto } from './matter.dto.js';

/** Ordered by last_message_at and id, newest activity first unless told otherwise. */
export class ListEmailThreadsDto extends PageQueryDto {
  /** The mailbox. */
  @IsOptional() @IsUUID() support_email_id?: string;

  @IsOptional() @IsUUID() customer_id?: string;

  @IsOptional() @IsIn(EMAIL_STATUSES) status?: (typeof EMAIL_STATUSES)[number];

  @IsOptional() @IsIn(EMAIL_PRIORITIES) priority?: (typeof EMAIL_PRIORITIES)[number];

  /** @example "logistics" */
  @IsOptional() @IsString() @MaxLength(100) team?: string;

  /** The agent whose it is. */
  @IsOptional() @IsUUID() assignee_id?: string;

  /** True: nobody's; false: somebody's. */
  @IsOptional() @QueryBoolean() unassigned?: boolean;

  /** True: with an unread e-mail; false: without. */
  @IsOptional() @QueryBoolean() unread?: boolean;
}

export class EmailThreadDto implements Omit<Row<'email_threads'>, 'gmail_thread_id'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** The mailbox. */
  support_email_id: string;
  /** @example "Where is my order?" */
  subject: string;
  customer_id: string | null;
  /** Addresses of the other side. */
  participants: string[];
  message_count: number;
  inbound_count: number;
  unread_count: number;
  first_message_at: string | null;
  last_message_at: string | null;
  last_inbound_at: string | null;
  last_outbound_at: string | null;
  last_direction: string | null;
  /** The first words of the last message. */
  snippet: string;
  /** @example "open" */
  status: string;
  /** @example "normal" */
  priority: string;
  team: string | null;
  assignee_id: string | null;
  /** A thread that its references named but whose people are others. */
  possible_duplicate_of: string | null;
  possible_duplicate_reason: string | null;
  /** Goes up with every change by a person. */
  version: number;
  created_at: string;
  updated_at: string;
}
export class EmailThreadPageDto extends PageOf(EmailThreadDto) {}

export class EmailThreadQueryDto {
  /** Messages on a page. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) limit?: number = 20;

  /** `next_cursor` of the page before. */
  @IsOptional() @IsString() @MaxLength(500) cursor?: string;
}

export class PatchEmailThreadDto extends MatterChangeDto {
  /**
   * As it was read; another one by now is refused with 409 `stale_version`. Left out: whatever it is.
   * @example 3
   */
  @IsOptional() @IsInt() @Min(1) version?: number;
}
