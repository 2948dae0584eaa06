import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { forbidden, personNeeded } from '../errors/commonErrors.js';
import { ACCESS_RULE, type AccessRule, demandedAction } from './access.decorator.js';
import { Callers } from './callers.js';
import type { CurrentUserData } from './currentUser.js';
import { allows, PermissionsPort, scopesOf } from './permissions.port.js';
import { ROLE_SCOPE_RULE, type RoleScopeRule } from './roleScope.decorator.js';
import { RoleScopes } from './roleScopes.service.js';

type Request = FastifyRequest & { user?: CurrentUserData };

/** Lets a request through when the route's rule allows its caller. A route without a rule lets nobody through. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly permissions: PermissionsPort,
    private readonly scopes: RoleScopes,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, places);
    if (rule?.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const user = await this.callers.of(request, http.getResponse<FastifyReply>());
    request.user = user;
    if (!rule) throw forbidden(undefined, { message: 'This route declares no access rule.' });
    if (rule.person && user.kind !== 'user') throw personNeeded();
    if (rule.kind === 'authenticated') return true;
    const action = demandedAction(rule, request.method);
    user.permissions ??= await this.permissions.of(user.id);
    if (allows(user.permissions, rule.module, action)) return true;
    if (scopesOf(user.permissions, rule.module, action).length === 0) {
      const who = user.kind === 'user' ? 'Your role does' : "The key's scopes do";
      throw forbidden({ module: rule.module, action }, { message: `${who} not allow you to ${action} ${rule.module}.` });
    }
    await this.scopes.obey(this.reflector.getAllAndOverride<RoleScopeRule | undefined>(ROLE_SCOPE_RULE, places), rule, action, request);
    return true;
  }
}
