import { OmitType, PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { WORK_CHANNELS, type WorkChannel } from '../../common/matter/channels.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Count, Flag, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';

const TEAM_ROLES = ['lead', 'member'] as const;
type TeamRole = (typeof TEAM_ROLES)[number];

export class CreateTeamDto {
  /**
   * What e-mails, conversations and mailboxes have as `team`. It cannot be changed.
   * @example "billing"
   */
  @Text({ min: 1, max: 100, oneLine: true }) key: string;

  /**
   * Defaults to the key.
   * @example "Billing"
   */
  @Optional() @Text({ min: 1, max: 200, oneLine: true }) name?: string;

  @Optional() @Text({ max: 2000 }) description?: string;

  /** What the team takes; empty means everything. */
  @Optional() @ListOf(OneOf(WORK_CHANNELS), { max: 4, unique: true }) channels?: WorkChannel[];

  /** The team's business hours; null for the default calendar. */
  @Optional() @Nullable() @Id() calendar_id?: string | null;

  @Optional() @Flag() is_active?: boolean;
}

export class UpdateTeamDto extends PartialType(OmitType(CreateTeamDto, ['key'] as const), { skipNullProperties: false }) {
  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ListTeamsDto extends PageQueryDto {
  @Optional() @Flag() is_active?: boolean;

  /** Searches the key and the name. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class TeamDto implements Row<'teams'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "billing" */
  key: string;
  /** @example "Billing" */
  name: string;
  description: string;
  /** @example ["email"] */
  channels: string[];
  calendar_id: string | null;
  /** @example true */
  is_active: boolean;
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
}
export class TeamPageDto extends PageOf(TeamDto) {}

export class SetTeamMemberDto {
  /** Defaults to `member`. */
  @Optional() @OneOf(TEAM_ROLES) role?: TeamRole;
}

export class TeamMemberDto {
  agent_id: string;
  /** @example "Asha" */
  name: string;
  /** @example "lead" */
  @OneOf(TEAM_ROLES) role: string;
  /** @example "available" */
  status: string;
  /** @example "available" */
  availability: string;
}

export class TeamDetailDto extends TeamDto {
  /** Leads first, then by name. */
  members: TeamMemberDto[];
}
