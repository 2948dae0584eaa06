import { ACTIONS, type Action, allows, type UserPermissions } from './permissions.port.js';

/** What a key with these scopes may do, in the words of permissions: `calls:view` is one action, `calls:*` all of them. */
export function permissionsOfScopes(scopes: string[]): UserPermissions {
  const modules: Record<string, Action[]> = {};
  for (const scope of scopes) {
    const [module, action] = scope.split(':') as [string, string];
    const known = (modules[module] ??= []);
    known.push(...actionsOf(action).filter((one) => !known.includes(one)));
  }
  return { roles: [], full_access: false, modules, scoped: {} };
}

/** The first of the scopes that goes beyond these permissions. Whether its module and action exist is asked elsewhere. */
export function missingScope(permissions: UserPermissions, scopes: string[]): string | undefined {
  return scopes.find((scope) => {
    const [module, action] = scope.split(':') as [string, string];
    return !actionsOf(action).every((one) => allows(permissions, module, one));
  });
}

function actionsOf(action: string): Action[] {
  return action === '*' ? [...ACTIONS] : ACTIONS.filter((one) => one === action);
}
