import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateIf } from 'class-validator';
import { MATTER_PRIORITIES, MATTER_STATUSES } from '../../../common/matter/matter.js';

/** What belongs to the matter: it is set on the thread and on all its e-mails. */
export class MatterChangeDto {
  @ValidateIf((body: MatterChangeDto) => body.status !== undefined) @IsIn(MATTER_STATUSES) status?: (typeof MATTER_STATUSES)[number];

  @ValidateIf((body: MatterChangeDto) => body.priority !== undefined)
  @IsIn(MATTER_PRIORITIES)
  priority?: (typeof MATTER_PRIORITIES)[number];

  /** An active agent; null: nobody. */
  @IsOptional() @IsUUID() assignee_id?: string | null;

  /** Null: none. @example "logistics" */
  @IsOptional() @IsString() @MaxLength(100) @Matches(/^[^\p{Cc}]+$/u, { message: 'team must be a line of text' }) team?: string | null;
}
