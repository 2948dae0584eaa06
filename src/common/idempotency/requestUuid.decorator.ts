import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { CurrentUserData } from '../auth/currentUser.js';
import { fingerprint, pathOf, readIdempotencyKey } from './idempotencyKey.js';
import { uuidOf } from './uuidOf.js';

/**
 * An id for what this request makes. A request that comes again with its Idempotency-Key has the same one, also when the process died
 * before it could store its answer: whoever uses it as a key makes the thing once. Without the header every request has its own.
 */
export const RequestUuid = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { user: CurrentUserData }>();
  const header = request.headers['idempotency-key'];
  if (header === undefined) return randomUUID();
  const name = [request.user.id, request.method, pathOf(request), readIdempotencyKey(header), fingerprint(request.query, request.body)];
  return uuidOf(name.join('\n'));
});
