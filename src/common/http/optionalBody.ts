import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

/** Under this key the API document is told, and says `requestBody.required: false` instead. */
export const OPTIONAL_BODY_EXTENSION = 'x-optional-body';

/**
 * On a route whose body may be left out and then counts as one without fields: all its defaults apply. Not for an order that would be
 * done on everything. `null` is a body, and a wrong one.
 */
export const OptionalBody = () => applyDecorators(RouteConfig({ optional_body: true }), ApiExtension(OPTIONAL_BODY_EXTENSION, true));

/** Gives the routes above the body that was left out. */
export function takeMissingBodies(fastify: FastifyInstance): void {
  fastify.addHook('preValidation', (request, _reply, done) => {
    const { optional_body = false } = request.routeOptions.config as { optional_body?: boolean };
    if (optional_body && request.body === undefined) request.body = {};
    done();
  });
}
