import { Injectable } from '@nestjs/common';
import type { UserPermissions } from '../common/auth/permissions.port.js';
import { Functions } from '../supabase/functions.service.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { type Row, unwrap } from '../supabase/table.js';
import type { AssignRoleDto, ModuleAccessDto, ModuleDto, UpdateRoleDto } from './dto/role.dto.js';

/** How people see a user. */
export interface Person {
  email: string;
  name: string;
}

/** Users asked about by one statement: hosted projects answer at most 1,000 rows. */
const AT_ONCE = 500;

@Injectable()
export class RolesRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
    private readonly postgres: PostgresService,
  ) {}

  async modules(): Promise<ModuleDto[]> {
    return unwrap(await this.supabase.admin.from('modules').select('key,name,description').order('key'));
  }

  async access(role_id: string): Promise<ModuleAccessDto[]> {
    return unwrap(
      await this.supabase.admin
        .from('role_modules')
        .select('module_key,can_view,can_create,can_edit,can_delete')
        .eq('role_id', role_id)
        .order('module_key'),
    );
  }

  async setAccess(role_id: string, modules: ModuleAccessDto[], actor_id: string): Promise<void> {
    await this.functions.call('set_role_modules', { p_role_id: role_id, p_modules: modules, p_actor_id: actor_id });
  }

  async update(id: string, change: UpdateRoleDto, actor_id: string): Promise<Row<'roles'>> {
    return this.functions.one('update_role', { p_id: id, p_change: change, p_actor_id: actor_id });
  }

  async remove(id: string, actor_id: string): Promise<Row<'roles'>> {
    return this.functions.one('delete_role', { p_id: id, p_actor_id: actor_id });
  }

  /** The assignment, whether it was there before or not. */
  async assign({ user_id, role_id, scope }: AssignRoleDto, actor_id: string): Promise<Row<'user_roles'>> {
    return this.functions.one('assign_role', { p_user_id: user_id, p_role_id: role_id, p_actor_id: actor_id, p_scope: scope ?? null });
  }

  async unassign(id: string, actor_id: string): Promise<Row<'user_roles'>> {
    return this.functions.one('unassign_role', { p_id: id, p_actor_id: actor_id });
  }

  /** Who these users are. Only the database's owner may read users, so PostgREST cannot be asked. */
  async people(user_ids: string[]): Promise<Map<string, Person>> {
    const rows = await this.postgres.query<Person & { id: string }>(
      `select id, coalesce(email, '') as email,
         coalesce(nullif(raw_user_meta_data ->> 'full_name', ''), raw_user_meta_data ->> 'name', '') as name
       from auth.users where id = any ($1::uuid[])`,
      [user_ids],
    );
    return new Map(rows.map(({ id, ...person }) => [id, person]));
  }

  async permissionsOf(user_id: string): Promise<UserPermissions> {
    return this.functions.call('get_user_permissions', { p_user_id: user_id });
  }

  async permissionsOfAll(user_ids: string[]): Promise<Map<string, UserPermissions>> {
    const found = new Map<string, UserPermissions>();
    for (let from = 0; from < user_ids.length; from += AT_ONCE) {
      const rows = await this.functions.call('get_permissions_of', { p_user_ids: user_ids.slice(from, from + AT_ONCE) });
      for (const { user_id, permissions } of rows) found.set(user_id!, permissions as unknown as UserPermissions);
    }
    return found;
  }
}
