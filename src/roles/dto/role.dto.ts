import { PartialType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';
import { ListOf, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Flag, Id, OneOf } from '../../common/validation/value.decorators.js';

export class CreateRoleDto {
  /**
   * Lower-case letters, digits and underscores.
   * @example "quality_lead"
   */
  @Text({ max: 50, pattern: /^[a-z][a-z0-9_]{1,49}$/, says: 'must be 2 to 50 lower case letters, digits or underscores' }) name: string;

  /** @example "Reviews recordings." */
  @Optional() @Text({ max: 500 }) description?: string;
}

export class UpdateRoleDto extends PartialType(CreateRoleDto, { skipNullProperties: false }) {}

export class RoleDto implements Row<'roles'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "quality_lead" */
  name: string;
  /** @example "Reviews recordings." */
  description: string;
  /** Whether everything is allowed. */
  full_access: boolean;
  /** Whether it came with the product. */
  is_system: boolean;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}
export class RolePageDto extends PageOf(RoleDto) {}

export class ListRolesDto extends PageQueryDto {
  /** Searches name and description. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(['created_at', 'name']) sort?: 'created_at' | 'name';
}

export class ModuleDto {
  /** @example "calls" */
  key: string;
  /** @example "Calls" */
  name: string;
  /** @example "Phone calls: logs, dashboards, recordings, dialling." */
  description: string;
}

export class ModuleAccessDto {
  /** @example "calls" */
  @Text({ max: 100 }) module_key: string;

  @Optional() @Flag() can_view?: boolean = false;

  @Optional() @Flag() can_create?: boolean = false;

  @Optional() @Flag() can_edit?: boolean = false;

  @Optional() @Flag() can_delete?: boolean = false;
}

export class SetRoleModulesDto {
  /** The complete access of the role; modules that are not listed are removed. */
  @ListOf(() => ModuleAccessDto, { unique: (access: ModuleAccessDto) => access.module_key }) modules: ModuleAccessDto[];
}

export class AssignRoleDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @Id() user_id: string;

  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @Id() role_id: string;

  /**
   * Where the role counts: `team:` with the key of a team, or `department:` with the id of a department. Without it, in the whole
   * organisation.
   * @example "team:billing"
   */
  @Optional() @Text({ min: 1, max: 120, oneLine: true }) scope?: string;
}

export class UserRoleDto implements Row<'user_roles'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  user_id: string;
  /** @example "lead@example.com" */
  email: string;
  /**
   * As the user's profile has it; empty when it has none.
   * @example "Asha Rao"
   */
  name: string;
  role_id: string;
  /** The user who assigned it; null if it came with the installation. */
  assigned_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /**
   * Where the role counts; null: in the whole organisation.
   * @example "team:billing"
   */
  scope: string | null;
}
export class UserRolePageDto extends PageOf(UserRoleDto) {}

export class ListUserRolesDto extends PageQueryDto {
  @Optional() @Id() user_id?: string;

  @Optional() @Id() role_id?: string;

  /** @example "team:billing" */
  @Optional() @Text({ min: 1, max: 120, oneLine: true }) scope?: string;
}
