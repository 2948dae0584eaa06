import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Action } from './permissions.port.js';

export const ACCESS_RULE = 'access_rule';

/** The API document names each route's rule under this key. */
export const ACCESS_EXTENSION = 'x-access';

/** What a route demands of its caller. `authenticated` asks for a caller and no permission; `person` refuses API keys. */
export type AccessRule =
  { kind: 'public' } | { kind: 'authenticated'; person?: true } | { kind: 'module'; module: string; action?: Action; person?: true };

const rule = (access: AccessRule) =>
  applyDecorators(SetMetadata(ACCESS_RULE, access), ApiExtension(ACCESS_EXTENSION, access), ApiBearerAuth());

/**
 * Anyone may call this; what protects it instead is said at the route. A body is small: anyone can send one. `form`: a body of form fields
 * is `ignored`, as one-click orders of mail programs have it, or `read`, as pages for people send it.
 */
export const Public = ({ form }: { form?: 'ignored' | 'read' } = {}) =>
  applyDecorators(rule({ kind: 'public' }), RouteConfig({ is_public: true, form }));

/** Whether the request's route is one of these. */
export function isPublic(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { is_public?: true } | undefined)?.is_public === true;
}

/** Any signed-in user and any API key may call this. */
export const Authenticated = (options: { person?: true } = {}) => rule({ kind: 'authenticated', ...options });

/** A permission in this module is needed; the HTTP method says which, unless the action is named. */
export const Require = (module: string, action?: Action, options: { person?: true } = {}) =>
  rule({ kind: 'module', module, action, ...options });

const METHOD_ACTIONS: Record<string, Action> = { GET: 'view', HEAD: 'view', POST: 'create', PUT: 'edit', PATCH: 'edit', DELETE: 'delete' };

/** The action that a rule demands for an HTTP method. */
export function demandedAction(access: Extract<AccessRule, { kind: 'module' }>, method: string): Action {
  return access.action ?? METHOD_ACTIONS[method.toUpperCase()] ?? 'edit';
}
