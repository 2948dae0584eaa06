import { Injectable } from '@nestjs/common';
import type { UserPermissions } from '../common/auth/permissions.port.js';
import { Functions } from '../supabase/functions.service.js';
import { SupabaseService } from '../supabase/supabase.service.js';
import { unwrap } from '../supabase/table.js';
import type { ModuleAccessDto, ModuleDto, UserRoleDto } from './dto/role.dto.js';

/** Users asked about by one statement: hosted projects answer at most 1,000 rows. */
const AT_ONCE = 500;

@Injectable()
export class RolesRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
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

  async setAccess(role_id: string, modules: ModuleAccessDto[]): Promise<void> {
    await this.functions.call('set_role_modules', { p_role_id: role_id, p_modules: modules });
  }

  /** The assignment, whether it was there before or not. */
  async assign(user_id: string, role_id: string, assigned_by: string): Promise<UserRoleDto> {
    unwrap(
      await this.supabase.admin
        .from('user_roles')
        .upsert({ user_id, role_id, assigned_by }, { onConflict: 'user_id,role_id', ignoreDuplicates: true }),
    );
    return unwrap(await this.supabase.admin.from('user_roles').select().eq('user_id', user_id).eq('role_id', role_id).single());
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
