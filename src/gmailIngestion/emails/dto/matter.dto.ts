import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateIf } from 'class-validator';

export const EMAIL_STATUSES = ['open', 'pending', 'resolved', 'closed', 'spam'] as const;
export const EMAIL_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

/** What belongs to the matter: it is set on the thread and on all its e-mails. */
export class MatterChangeDto {
  @ValidateIf((body: MatterChangeDto) => body.status !== undefined) @IsIn(EMAIL_STATUSES) status?: (typeof EMAIL_STATUSES)[number];

  @ValidateIf((body: MatterChangeDto) => body.priority !== undefined) @IsIn(EMAIL_PRIORITIES) priority?: (typeof EMAIL_PRIORITIES)[number];

  /** An active agent; null: nobody. */
  @IsOptional() @IsUUID() assignee_id?: string | null;

  /** Null: none. @example "logistics" */
  @IsOptional() @IsString() @MaxLength(100) @Matches(/^[^\p{Cc}]+$/u, { message: 'team must be a line of text' }) team?: string | null;
}
