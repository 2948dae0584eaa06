import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { AppError } from '../errors/appError.js';

export const ROLE_SCOPE_RULE = 'role_scope_rule';

/** The API document names under this key how a route treats callers whose role counts within scopes alone. */
const ROLE_SCOPE_EXTENSION = 'x-role-scopes';

/** Where a request names a thing. */
export type IdPlace = { param: string } | { query: string } | { field: string };

/** How a route treats a caller who holds its right within scopes alone. Without a rule it refuses him. */
export type RoleScopeRule =
  /** A field of its query names scopes of a kind: it is narrowed to his. */
  | { kind: 'narrowed'; scope: string; field: string }
  /** It is about things of a kind, named in the path, the query or the body, which have to be in scopes of his. */
  | { kind: 'thing'; type: string; notFound: (details: { id: string }) => AppError; places: IdPlace[] }
  /** It is about a thing that `entity_type` and `entity_id` of the body name. */
  | { kind: 'entity' }
  /** It makes a thing in the scope of a kind that a field of its body names, which has to be one of his. */
  | { kind: 'made'; scope: string; field: string }
  /** What it does belongs to the caller, or to everybody. */
  | { kind: 'open' }
  | { kind: 'closed' };

const rule = (value: RoleScopeRule) => applyDecorators(SetMetadata(ROLE_SCOPE_RULE, value), ApiExtension(ROLE_SCOPE_EXTENSION, value.kind));

/** For lists, counts and figures with a filter by scopes: who has some scopes alone gets what lies in them. */
export const NarrowedBy = (scope: string, field: string = scope) => rule({ kind: 'narrowed', scope, field });

/**
 * For what is about one thing of a registered kind that has scopes: who has some scopes alone does not find others.
 * `@ScopedBy('conversation', conversationNotFound)` reads `:id`; further arguments name other parameters of the path, of the query, or
 * fields of the body.
 */
export const ScopedBy = (type: string, notFound: (details: { id: string }) => AppError, ...places: IdPlace[]) =>
  rule({ kind: 'thing', type, notFound, places: places.length > 0 ? places : [{ param: 'id' }] });

/** For a body with `entity_type` and `entity_id`. */
export const ScopedByEntity = () => rule({ kind: 'entity' });

/** For what makes a thing: its body has to name a scope of the caller. */
export const MadeWithin = (scope: string, field: string = scope) => rule({ kind: 'made', scope, field });

/** For what concerns no scope. */
export const OpenToScopes = () => rule({ kind: 'open' });

/** For a route of a controller with a rule that does not fit it. */
export const ClosedToScopes = () => rule({ kind: 'closed' });
