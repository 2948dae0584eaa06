import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { forbidden, unauthenticated } from '../errors/commonErrors.js';
import { currentContext } from '../http/requestContext.js';
import { ACCESS_RULE, type AccessRule, demandedAction } from './access.decorator.js';
import type { CurrentUserData } from './currentUser.js';
import { allows, PermissionsPort } from './permissions.port.js';
import { TokenVerifier } from './tokenVerifier.js';

/** Lets a request through when the route's rule allows its caller. A route without a rule lets nobody through. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    private readonly permissions: PermissionsPort,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [context.getHandler(), context.getClass()]);
    if (rule?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: CurrentUserData }>();
    const user = await this.identify(request);
    if (!rule) throw forbidden(undefined, { message: 'This route declares no access rule.' });
    if (rule.kind === 'authenticated') return true;
    const action = demandedAction(rule, request.method);
    user.permissions = await this.permissions.of(user.id);
    if (!allows(user.permissions, rule.module, action)) {
      throw forbidden({ module: rule.module, action }, { message: `Your role does not allow you to ${action} ${rule.module}.` });
    }
    return true;
  }

  private async identify(request: FastifyRequest & { user?: CurrentUserData }): Promise<CurrentUserData> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw unauthenticated(undefined, { headers: { 'www-authenticate': 'Bearer' } });
    }
    const { user_id, email } = await this.tokens.verify(token);
    const context = currentContext();
    if (context) context.user_id = user_id;
    request.user = { id: user_id, email, token };
    return request.user;
  }
}
