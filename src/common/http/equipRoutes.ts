import { type INestApplication, type NestInterceptor, RequestMethod, type Type } from '@nestjs/common';
import { INTERCEPTORS_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { CsvInterceptor } from '../list/csv.interceptor.js';
import { takesQuery } from './routeShape.js';

/**
 * Gives each route the interceptors that can have something to do there: whatever changes something may be sent twice, and what takes a
 * query may be a list. Interceptors for all routes made every request an observable, also where they did nothing. To be called before the
 * routes are made.
 */
export function equipRoutes(app: INestApplication): void {
  const idempotency = app.get(IdempotencyInterceptor, { strict: false });
  const csv = app.get(CsvInterceptor, { strict: false });
  for (const controller of controllersOf(app)) {
    for (const name of methodsOf(controller)) {
      const handler = (controller.prototype as Record<string, unknown>)[name];
      const method =
        typeof handler === 'function' ? (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined) : undefined;
      if (method === undefined) continue;
      if (method !== RequestMethod.GET) intercept(handler as object, idempotency);
      else if (takesQuery(controller, name)) intercept(handler as object, csv);
    }
  }
}

/** Also those that it inherits. */
function methodsOf(controller: Type): Set<string> {
  const names = new Set<string>();
  for (let at = controller.prototype as object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  return names;
}

function controllersOf(app: INestApplication): Set<Type> {
  const modules = [...app.get(ModulesContainer).values()];
  return new Set(modules.flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type)));
}

/** The outermost of the handler's interceptors. An application that is made again in the same process replaces the one before. */
function intercept(handler: object, interceptor: NestInterceptor): void {
  const others = ((Reflect.getMetadata(INTERCEPTORS_METADATA, handler) ?? []) as (NestInterceptor | Type)[]).filter(
    (other) => other.constructor !== interceptor.constructor,
  );
  Reflect.defineMetadata(INTERCEPTORS_METADATA, [interceptor, ...others], handler);
}
