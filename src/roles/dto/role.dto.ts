import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import type { Row } from '../../supabase/table.js';

export class CreateRoleDto {
  /**
   * Lower case letters, digits and underscores.
   * @example "quality_lead"
   */
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{1,49}$/, { message: 'name must be 2 to 50 lower case letters, digits or underscores' })
  name: string;

  /** @example "Reviews recordings." */
  @IsOptional() @IsString() @MaxLength(500) description?: string;
}

export class UpdateRoleDto {
  /**
   * Lower case letters, digits and underscores.
   * @example "quality_lead"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{1,49}$/, { message: 'name must be 2 to 50 lower case letters, digits or underscores' })
  name?: string;

  /** @example "Reviews recordings." */
  @IsOptional() @IsString() @MaxLength(500) description?: string;
}

export class RoleDto implements Row<'roles'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "quality_lead" */
  name: string;
  /** @example "Reviews recordings." */
  description: string;
  /** Everything is allowed. */
  full_access: boolean;
  /** Came with the product. */
  is_system: boolean;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  /** @example "2026-02-24T09:15:15.000Z" */
  updated_at: string;
}
export class RolePageDto extends PageOf(RoleDto) {}

export class ListRolesDto extends PageQueryDto {
  /** Looks into name and description. */
  @IsOptional() @IsString() @MaxLength(200) search?: string;

  @IsOptional() @IsIn(['created_at', 'name']) sort?: 'created_at' | 'name';
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
  @IsString() @MaxLength(100) module_key: string;

  @IsOptional() @IsBoolean() can_view?: boolean = false;

  @IsOptional() @IsBoolean() can_create?: boolean = false;

  @IsOptional() @IsBoolean() can_edit?: boolean = false;

  @IsOptional() @IsBoolean() can_delete?: boolean = false;
}

export class SetRoleModulesDto {
  /** All that the role may do afterwards; a module that is not named is taken away. */
  @IsArray()
  @ValidateNested({ each: true })
  @ArrayUnique((access: ModuleAccessDto) => access.module_key)
  @Type(() => ModuleAccessDto)
  modules: ModuleAccessDto[];
}

export class AssignRoleDto {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @IsUUID() user_id: string;

  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  @IsUUID() role_id: string;
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
  /** Who gave it; null when it came with the installation. */
  assigned_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
}
export class UserRolePageDto extends PageOf(UserRoleDto) {}

export class ListUserRolesDto extends PageQueryDto {
  @IsOptional() @IsUUID() user_id?: string;

  @IsOptional() @IsUUID() role_id?: string;
}
