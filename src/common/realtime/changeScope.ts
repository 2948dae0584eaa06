import { createHash } from 'node:crypto';
import { allows, scopesOf, type UserPermissions } from '../auth/permissions.port.js';

/** Whose events somebody may see. */
export interface ChangeScope {
  user_id: string;
  /** Modules with `view`; null for all. */
  modules: string[] | null;
  /** Where other modules may be viewed within scopes alone: `chats/team:billing`. */
  scoped: string[];
}

/** What decides who sees an event. */
export interface Audience {
  module: string;
  user_id: string | null;
  /** Where the thing is seen; null when it has no scopes. */
  scopes: string[] | null;
  /** It has left these scopes: only who sees no more than they hold is told. */
  scoped_only: boolean;
}

export function scopeOf(user_id: string, permissions: UserPermissions): ChangeScope {
  if (permissions.full_access) return { user_id, modules: null, scoped: [] };
  const modules = Object.keys(permissions.modules)
    .filter((module) => allows(permissions, module, 'view'))
    .sort();
  const scoped = Object.keys(permissions.scoped)
    .filter((module) => !modules.includes(module))
    .flatMap((module) => scopesOf(permissions, module, 'view').map((scope) => `${module}/${scope}`))
    .sort();
  return { user_id, modules, scoped };
}

/** The modules that are seen in some scope, and not everywhere. */
export function scopedModules({ scoped }: ChangeScope): string[] {
  return [...new Set(scoped.map((one) => one.slice(0, one.indexOf('/'))))];
}

/** The permission is needed always; an event with a user goes to that user alone, who needs it in some scope. */
export function sees(scope: ChangeScope, { module, user_id, scopes, scoped_only }: Audience): boolean {
  const everywhere = scope.modules === null || scope.modules.includes(module);
  if (user_id !== null) return user_id === scope.user_id && (everywhere || scopedModules(scope).includes(module));
  return (everywhere && !scoped_only) || (scopes ?? []).some((one) => scope.scoped.includes(`${module}/${one}`));
}

/**
 * A short text that is the same as long as the same things may be seen. A client sends it back with its place: what it has
 * was loaded with these permissions, and is not right with others, whatever it is sent of later events.
 */
export function fingerprintOf({ user_id, modules, scoped }: ChangeScope): string {
  return createHash('sha256')
    .update(JSON.stringify([user_id, modules, ...(scoped.length > 0 ? [scoped] : [])]))
    .digest('base64url')
    .slice(0, 16);
}

/** Stands for every module, those that come later included. */
const ALL = '*';

/** The rooms that together hold exactly what the scope sees. */
export function roomsOf(scope: ChangeScope): string[] {
  const { user_id, modules, scoped } = scope;
  return [
    ...(modules ?? [ALL]).flatMap((module) => [`module:${module}`, `user:${user_id}:${module}`]),
    ...scopedModules(scope).map((module) => `user:${user_id}:${module}`),
    ...scoped.map((one) => `scope:${one}`),
  ];
}

/** The rooms that an event goes to; there may be none. */
export function roomsFor({ module, user_id, scopes, scoped_only }: Audience): string[] {
  if (user_id !== null) return [`user:${user_id}:${module}`, `user:${user_id}:${ALL}`];
  return [...(scoped_only ? [] : [`module:${module}`, `module:${ALL}`]), ...(scopes ?? []).map((one) => `scope:${module}/${one}`)];
}
