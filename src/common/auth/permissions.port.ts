export type Action = 'view' | 'create' | 'edit' | 'delete';

/** What one user may do, module by module. */
export interface UserPermissions {
  roles: string[];
  full_access: boolean;
  modules: Record<string, Action[]>;
}

/** The guard asks, the roles module answers. */
export abstract class PermissionsPort {
  /** What the user may do now; raises when the database cannot be asked. */
  abstract of(user_id: string): Promise<UserPermissions>;
  /** The same for several users, never from memory. */
  abstract fresh(user_ids: string[]): Promise<Map<string, UserPermissions>>;
}

/** Whether the permissions cover one action in one module. */
export function allows(permissions: UserPermissions, module: string, action: Action): boolean {
  return permissions.full_access || (Object.hasOwn(permissions.modules, module) && permissions.modules[module]!.includes(action));
}
