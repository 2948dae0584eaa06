import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { entityNotFound } from '../entities/entities.errors.js';
import { EntityRegister } from '../entities/entityRegister.js';
import { isUuid } from '../list/uuid.js';
import { forbidden } from '../errors/commonErrors.js';
import type { AccessRule } from './access.decorator.js';
import type { CurrentUserData } from './currentUser.js';
import { type Action, permissionsWithin, scopesOf } from './permissions.port.js';
import type { RoleScopeRule, IdPlace } from './roleScope.decorator.js';

type Fields = Record<string, unknown>;

/** Keeps a caller whose roles count within scopes alone to what lies in them. */
@Injectable()
export class RoleScopes {
  constructor(private readonly register: EntityRegister) {}

  /**
   * Lets the request go on, narrowed where its route has a filter for that. Raises forbidden when the route cannot be kept to scopes, and
   * what a missing thing raises when it is about one that lies outside of them.
   */
  async obey(
    rule: RoleScopeRule | undefined,
    { module }: Extract<AccessRule, { kind: 'module' }>,
    action: Action,
    request: FastifyRequest & { user?: CurrentUserData },
  ): Promise<void> {
    const user = request.user!;
    const scopes = scopesOf(user.permissions!, module, action);
    switch (rule?.kind) {
      case 'open':
        return;
      case 'narrowed':
        return narrow(request.query as Fields, rule, scopes);
      case 'thing': {
        const ids = rule.places.map((place) => named(request, place));
        // A rule of the controller may not fit each of its routes.
        if (ids.includes(undefined)) break;
        for (const id of ids)
          this.expectWithin(user, module, scopes, await this.register.scopesOf(rule.type, id), rule.notFound({ id: shown(id) }));
        return;
      }
      case 'entity': {
        const { entity_type, entity_id } = (request.body as Fields | undefined) ?? {};
        if (entity_id !== undefined)
          return this.expectWithin(user, module, scopes, await this.register.scopesOf(entity_type, entity_id), entityNotFound());
        break;
      }
      case 'made': {
        const key = named(request, rule);
        if (typeof key === 'string' && scopes.includes(`${rule.scope}:${key}`)) return;
        break;
      }
      case 'closed':
      case undefined:
    }
    const message = `Your role allows you to ${action} ${module} only within ${scopes.join(', ')}, and this request goes beyond it.`;
    throw forbidden({ module, action, scopes }, { message });
  }

  private expectWithin(user: CurrentUserData, module: string, held: string[], found: string[], otherwise: Error): void {
    if (!found.some((scope) => held.includes(scope))) throw otherwise;
    user.permissions = permissionsWithin(user.permissions!, module, found);
  }
}

/** What is no id is not repeated: nothing has looked at it yet. */
function shown(id: unknown): string {
  return typeof id === 'string' && isUuid(id) ? id : '';
}

function named({ params, query, body }: FastifyRequest, place: IdPlace): unknown {
  if ('query' in place) return (query as Fields)[place.query];
  return 'param' in place ? (params as Fields)[place.param] : (body as Fields | undefined)?.[place.field];
}

/** What the caller asks for, as far as it lies in his scopes; without a filter, all of them. Several values come as several fields. */
function narrow(query: Fields, { scope, field }: Extract<RoleScopeRule, { kind: 'narrowed' }>, scopes: string[]): void {
  const held = scopes.filter((one) => one.startsWith(`${scope}:`)).map((one) => one.slice(scope.length + 1));
  const asked = query[field];
  query[field] = asked === undefined ? held : held.filter((key) => [asked].flat().includes(key));
}
