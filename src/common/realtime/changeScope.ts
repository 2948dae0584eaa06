import { createHash } from 'node:crypto';
import { allows, type UserPermissions } from '../auth/permissions.port.js';

/** Whose events somebody may see. */
export interface ChangeScope {
  user_id: string;
  /** Modules with `view`; null for all. */
  modules: string[] | null;
}

/** What decides who sees an event. */
export interface Audience {
  module: string;
  user_id: string | null;
}

export function scopeOf(user_id: string, permissions: UserPermissions): ChangeScope {
  if (permissions.full_access) return { user_id, modules: null };
  return {
    user_id,
    modules: Object.keys(permissions.modules)
      .filter((module) => allows(permissions, module, 'view'))
      .sort(),
  };
}

/** The permission is needed always; an event with a user goes to that user alone. */
export function sees(scope: ChangeScope, { module, user_id }: Audience): boolean {
  return (scope.modules === null || scope.modules.includes(module)) && (user_id === null || user_id === scope.user_id);
}

/**
 * A short text that is the same as long as the same things may be seen. A client sends it back with its place: what it has
 * was loaded with these permissions, and is not right with others, whatever it is sent of later events.
 */
export function fingerprintOf({ user_id, modules }: ChangeScope): string {
  return createHash('sha256')
    .update(JSON.stringify([user_id, modules]))
    .digest('base64url')
    .slice(0, 16);
}

/** Stands for every module, those that come later included. */
const ALL = '*';

/** The rooms that together hold exactly what the scope sees. */
export function roomsOf({ user_id, modules }: ChangeScope): string[] {
  return (modules ?? [ALL]).flatMap((module) => [`module:${module}`, `user:${user_id}:${module}`]);
}

/** The rooms that an event goes to. */
export function roomsFor({ module, user_id }: Audience): string[] {
  const prefix = user_id === null ? 'module' : `user:${user_id}`;
  return [`${prefix}:${module}`, `${prefix}:${ALL}`];
}
