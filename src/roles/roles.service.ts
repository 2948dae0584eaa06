import { Injectable } from '@nestjs/common';
import { defineError } from '../common/errors/appError.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { CreateRoleDto, ListRolesDto, ListUserRolesDto, ModuleAccessDto, ModuleDto, RoleDto, UserRoleDto } from './dto/role.dto.js';
import { PermissionsService } from './permissions.service.js';
import { RolesRepository } from './roles.repository.js';

export const roleNotFound = defineError('role_not_found', 404, 'No such role.');
export const roleIsFixed = defineError('role_is_fixed', 409, 'This role may do everything; its access cannot be changed.');

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
    this.userRoles = tables.of('user_roles', { filters: ['user_id', 'role_id'] });
  }

  list(query: ListRolesDto) {
    return this.roles.page(query);
  }

  create(body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.insert(body);
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

  async setAccess(role_id: string, modules: ModuleAccessDto[]): Promise<ModuleAccessDto[]> {
    if ((await this.roles.get(role_id)).full_access) throw roleIsFixed({ id: role_id });
    await this.repository.setAccess(role_id, modules);
    this.permissions.forget();
    return this.repository.access(role_id);
  }

  listUsers(query: ListUserRolesDto) {
    return this.userRoles.page(query);
  }

  async assign(body: { user_id: string; role_id: string }, assigned_by: string): Promise<UserRoleDto> {
    const assignment = await this.repository.assign(body.user_id, body.role_id, assigned_by);
    this.permissions.forget();
    return assignment;
  }

  async unassign(id: string): Promise<UserRoleDto> {
    const removed = await this.userRoles.remove(id);
    this.permissions.forget();
    return removed;
  }
}
