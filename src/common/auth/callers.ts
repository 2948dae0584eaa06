import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ambiguousCredentials, rateLimited, unauthenticated } from '../errors/commonErrors.js';
import { currentContext } from '../log/requestContext.js';
import { ApiKeysPort } from './apiKeys.port.js';
import type { CurrentUserData } from './currentUser.js';
import { permissionsOfScopes } from './scopes.js';
import { SessionStates } from './sessionStates.js';
import { TokenVerifier } from './tokenVerifier.js';

/** Who sends a request. Found out once for each: a key's use is counted. */
@Injectable()
export class Callers {
  private readonly known = new WeakMap<FastifyRequest, Promise<CurrentUserData>>();

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly sessions: SessionStates,
    private readonly apiKeys: ApiKeysPort,
  ) {}

  /** Raises unauthenticated, ambiguous_credentials, rate_limited, database_unavailable. */
  of(request: FastifyRequest, reply: FastifyReply): Promise<CurrentUserData> {
    let caller = this.known.get(request);
    if (!caller) this.known.set(request, (caller = this.identify(request, reply)));
    return caller;
  }

  private async identify({ headers }: FastifyRequest, reply: FastifyReply): Promise<CurrentUserData> {
    const { authorization, 'x-api-key': key } = headers;
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
