import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { MetricsService } from '../health/metrics.service.js';
import { type RequestContext, runInContext } from '../log/requestContext.js';

const ACCEPTABLE_ID = /^[\w.:-]{8,100}$/;

/** The caller's own request id when it is a sane one, otherwise a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
}

/** Gives each request its context and its line in the log, and counts it. Neither query nor body is logged. */
export function observeRequests(fastify: FastifyInstance, logger: Logger, metrics: MetricsService): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();

  fastify.addHook('onRequest', (request, reply, done) => {
    const context: RequestContext = { request_id: request.id };
    contexts.set(request, context);
    void reply.header('x-request-id', request.id);
    runInContext(context, done);
  });
  // Reading the body leaves the context of the request; it is entered again before the handlers run.
  fastify.addHook('preHandler', (request, _reply, done) => runInContext(contexts.get(request) ?? { request_id: request.id }, done));

  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const seconds = reply.elapsedTime / 1000;
    const route = request.routeOptions.url ?? 'none';
    metrics.http.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds);
    if (logger.isLevelEnabled('info')) {
      logger.info(
        {
          request_id: request.id,
          user_id: contexts.get(request)?.user_id,
          api_key_id: contexts.get(request)?.api_key_id,
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      );
    }
    done();
  });
}
