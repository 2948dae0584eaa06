import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { validationFailed } from '../errors/commonErrors.js';

/** How the framework marks a parameter that takes the query: `4:<index>`. */
const QUERY_PARAMETER = /^4:/;

/** Refuses every query parameter on routes that take none; the others have a DTO that names theirs. */
@Injectable()
export class StrictQueryInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const names = Object.keys((context.switchToHttp().getRequest<FastifyRequest>().query as object | undefined) ?? {});
    if (names.length > 0 && !takesQuery(context))
      throw validationFailed(names.map((field) => ({ field, message: `property ${field} should not exist` })));
    return next.handle();
  }
}

function takesQuery(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as object | undefined;
  return Object.keys(parameters ?? {}).some((key) => QUERY_PARAMETER.test(key));
}
