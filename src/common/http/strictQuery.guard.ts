import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { validationFailed } from '../errors/commonErrors.js';
import { takesQuery } from './routeShape.js';

/** Refuses every query parameter on routes that take none; the others have a DTO that names theirs. It comes after the guard of access. */
@Injectable()
export class StrictQueryGuard implements CanActivate {
  private readonly known = new WeakMap<object, boolean>();

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const names = Object.keys((context.switchToHttp().getRequest<FastifyRequest>().query as object | undefined) ?? {});
    if (names.length > 0 && !this.takes(context))
      throw validationFailed(names.map((field) => ({ field, message: `property ${field} should not exist` })));
    return true;
  }

  private takes(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    let takes = this.known.get(handler);
    if (takes === undefined) this.known.set(handler, (takes = takesQuery(context.getClass(), handler.name)));
    return takes;
  }
}
