import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ambiguousCredentials, forbidden, personNeeded, rateLimited, unauthenticated } from '../errors/commonErrors.js';
import { currentContext } from '../log/requestContext.js';
import { ACCESS_RULE, type AccessRule, demandedAction } from './access.decorator.js';
import { ApiKeysPort } from './apiKeys.port.js';
import type { CurrentUserData } from './currentUser.js';
import { allows, PermissionsPort } from './permissions.port.js';
import { permissionsOfScopes } from './scopes.js';
import { SessionStates } from './sessionStates.js';
import { TokenVerifier } from './tokenVerifier.js';

type Request = FastifyRequest & { user?: CurrentUserData };

/** Lets a request through when the route's rule allows its caller. A route without a rule lets nobody through. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    private readonly sessions: SessionStates,
    private readonly permissions: PermissionsPort,
    private readonly apiKeys: ApiKeysPort,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [context.getHandler(), context.getClass()]);
    if (rule?.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const user = await this.identify(request, http.getResponse<FastifyReply>());
    request.user = user;
    if (!rule) throw forbidden(undefined, { message: 'This route declares no access rule.' });
    if (rule.person && user.kind !== 'user') throw personNeeded();
    if (rule.kind === 'authenticated') return true;
    const action = demandedAction(rule, request.method);
    user.permissions ??= await this.permissions.of(user.id);
    if (!allows(user.permissions, rule.module, action)) {
      const who = user.kind === 'user' ? 'Your role does' : "The key's scopes do";
      throw forbidden({ module: rule.module, action }, { message: `${who} not allow you to ${action} ${rule.module}.` });
    }
    return true;
  }

  private async identify(request: Request, reply: FastifyReply): Promise<CurrentUserData> {
    const { authorization, 'x-api-key': key } = request.headers;
    if (key !== undefined && authorization !== undefined) throw ambiguousCredentials();
    return key === undefined ? this.identifyPerson(authorization) : this.identifyKey(String(key), reply);
  }

  private async identifyPerson(authorization = ''): Promise<CurrentUserData> {
    const [scheme, token] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw unauthenticated(undefined, { headers: { 'www-authenticate': 'Bearer' } });
    }
    const { user_id, email, session_id } = await this.tokens.verify(token);
    await this.sessions.expectActive({ user_id, session_id });
    const context = currentContext();
    if (context) context.user_id = user_id;
    return { kind: 'user', id: user_id, email, token, session_id };
  }

  private async identifyKey(given: string, reply: FastifyReply): Promise<CurrentUserData> {
    const key = await this.apiKeys.use(given);
    // Which of the three it is would help only somebody who tries keys out.
    if (!key) throw unauthenticated(undefined, { message: 'The API key does not exist, has expired or was revoked.' });
    const context = currentContext();
    if (context) context.api_key_id = key.id;
    void reply.headers({
      'ratelimit-limit': String(key.rate_limit_per_hour),
      'ratelimit-remaining': String(Math.max(0, key.rate_limit_per_hour - key.used)),
      'ratelimit-reset': String(key.reset_seconds),
    });
    if (key.used > key.rate_limit_per_hour) {
      throw rateLimited({ limit: key.rate_limit_per_hour }, { headers: { 'retry-after': String(key.reset_seconds) } });
    }
    return { kind: 'api_key', id: key.id, email: '', token: '', api_key_id: key.id, permissions: permissionsOfScopes(key.scopes) };
  }
}
