export const ACTIONS = ['view', 'create', 'edit', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** What one user may do, module by module. */
export interface UserPermissions {
  roles: string[];
  full_access: boolean;
  modules: Record<string, Action[]>;
  /** What he may do beside that, within scopes alone: `{ chats: { view: ['team:billing'] } }`. */
  scoped: Record<string, Partial<Record<Action, string[]>>>;
  /** Modules of which `modules` says what is allowed on the thing that the request is about alone: see `permissionsWithin`. */
  within?: string[];
}

/** The guard asks, the roles module answers. */
export abstract class PermissionsPort {
  /** What the user may do now; raises when the database cannot be asked. */
  abstract of(user_id: string): Promise<UserPermissions>;
  /** The same for several users, never from memory. */
  abstract fresh(user_ids: string[]): Promise<Map<string, UserPermissions>>;
}

/** Whether the permissions cover one action in one module, everywhere. */
export function allows(permissions: UserPermissions, module: string, action: Action): boolean {
  return permissions.full_access || (Object.hasOwn(permissions.modules, module) && permissions.modules[module]!.includes(action));
}

/** The scopes in which they cover it, whether they do everywhere or not. */
export function scopesOf({ scoped }: UserPermissions, module: string, action: Action): string[] {
  return (Object.hasOwn(scoped, module) && scoped[module]![action]) || [];
}

/** The same permissions with what they allow in one of these scopes in a module: for a request about one thing that has them. */
export function permissionsWithin(permissions: UserPermissions, module: string, scopes: string[]): UserPermissions {
  const actions = ACTIONS.filter(
    (action) => allows(permissions, module, action) || scopesOf(permissions, module, action).some((scope) => scopes.includes(scope)),
  );
  const within = allows(permissions, module, 'view') ? permissions.within : [...(permissions.within ?? []), module];
  return { ...permissions, modules: { ...permissions.modules, [module]: actions }, within };
}
