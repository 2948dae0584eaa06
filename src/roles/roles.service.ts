import { Injectable } from '@nestjs/common';
import type { CurrentUserData } from '../common/auth/currentUser.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Row, Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { roleNotFound } from './roles.errors.js';
import type {
  AssignRoleDto,
  CreateRoleDto,
  ListRolesDto,
  ListUserRolesDto,
  ModuleAccessDto,
  ModuleDto,
  RoleDto,
  UpdateRoleDto,
  UserRoleDto,
  UserRolePageDto,
} from './dto/role.dto.js';
import { PermissionsService } from './permissions.service.js';
import { RolesRepository } from './roles.repository.js';

/**
 * Roles, and who has them. Nobody gives, takes or changes rights that he does not have himself; the SQL functions check that in the
 * transaction that changes something.
 */
@Injectable()
export class RolesService {
  private readonly roles: Table<'roles'>;
  private readonly userRoles: Table<'user_roles'>;

  constructor(
    tables: Tables,
    private readonly repository: RolesRepository,
    private readonly permissions: PermissionsService,
  ) {
    this.roles = tables.of('roles', { notFound: roleNotFound, search: ['name', 'description'], sort: ['created_at', 'name'] });
    this.userRoles = tables.of('user_roles', { filters: ['user_id', 'role_id', 'scope'] });
  }

  list(query: ListRolesDto) {
    return this.roles.page(query);
  }

  /** Raises role_not_found. */
  get(id: string): Promise<RoleDto> {
    return this.roles.get(id);
  }

  /** It allows nothing yet, so whoever may make roles gives nothing away by it. */
  create(body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.insert(body);
  }

  /** Raises role_not_found, role_exceeds_yours, role_is_fixed. */
  update(id: string, body: UpdateRoleDto, actor: CurrentUserData): Promise<RoleDto> {
    if (body.name === undefined && body.description === undefined)
      throw validationFailed([{ field: 'name', message: 'give name or description' }]);
    return this.repository.update(id, body, actor.id);
  }

  /** Raises role_not_found, role_exceeds_yours, role_is_fixed, role_is_assigned. */
  remove(id: string, actor: CurrentUserData): Promise<RoleDto> {
    return this.repository.remove(id, actor.id);
  }

  modules(): Promise<ModuleDto[]> {
    return this.repository.modules();
  }

  async access(role_id: string): Promise<ModuleAccessDto[]> {
    const role = await this.roles.get(role_id);
    if (!role.full_access) return this.repository.access(role_id);
    const modules = await this.repository.modules();
    return modules.map(({ key }) => ({ module_key: key, can_view: true, can_create: true, can_edit: true, can_delete: true }));
  }

  /** Raises role_not_found, role_is_fixed, module_not_found, role_exceeds_yours. */
  async setAccess(role_id: string, modules: ModuleAccessDto[], actor: CurrentUserData): Promise<ModuleAccessDto[]> {
    await this.repository.setAccess(role_id, modules, actor.id);
    this.permissions.forget();
    return this.repository.access(role_id);
  }

  async listUsers(query: ListUserRolesDto): Promise<UserRolePageDto> {
    const page = await this.userRoles.page(query);
    return { ...page, data: await this.withNames(page.data) };
  }

  /** Raises role_not_found, unknown_scope, role_exceeds_yours. */
  async assign(body: AssignRoleDto, actor: CurrentUserData): Promise<UserRoleDto> {
    const assignment = await this.repository.assign(body, actor.id);
    this.permissions.forget();
    return (await this.withNames([assignment]))[0]!;
  }

  /** Raises user_role_not_found, role_exceeds_yours, last_admin. */
  async unassign(id: string, actor: CurrentUserData): Promise<UserRoleDto> {
    const removed = await this.repository.unassign(id, actor.id);
    this.permissions.forget();
    return (await this.withNames([removed]))[0]!;
  }

  private async withNames(rows: Row<'user_roles'>[]): Promise<UserRoleDto[]> {
    const people = await this.repository.people(rows.map(({ user_id }) => user_id));
    return rows.map((row) => ({ ...row, ...(people.get(row.user_id) ?? { email: '', name: '' }) }));
  }
}
