import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { MetricsService } from '../health/metrics.service.js';
import { logRequest } from '../log/logger.js';
import { currentContext, type RequestContext, runInContext } from '../log/requestContext.js';

const ACCEPTABLE_ID = /^[\w.:-]{8,100}$/;

/** The caller's own request id when it is a sane one, otherwise a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
}

const CAUSATION = /^[0-9a-f-]{36}:\d{1,3}$/;

/** The run of a rule whose webhook led to this request, as its receiver passes it on. */
function causation({ 'x-causation': given }: IncomingMessage['headers']): string | undefined {
  return typeof given === 'string' && CAUSATION.test(given) ? given : undefined;
}

/** Gives each request its context and its line in the log, and counts it. Neither query nor body is logged. */
export function observeRequests(fastify: FastifyInstance, logger: Logger, metrics: MetricsService): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  const observed = new Map<string, { observe(seconds: number): void }>();

  fastify.addHook('onRequest', (request, reply, done) => {
    const context: RequestContext = { request_id: request.id, causation: causation(request.headers) };
    contexts.set(request, context);
    void reply.header('x-request-id', request.id);
    runInContext(context, done);
  });
  // Reading the body leaves the context of the request; it is entered again before the handlers run.
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (currentContext()) done();
    else runInContext(contexts.get(request) ?? { request_id: request.id }, done);
  });

  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    const route = request.routeOptions.url ?? 'none';
    const name = `${method} ${status} ${route}`;
    let histogram = observed.get(name);
    if (!histogram) observed.set(name, (histogram = metrics.http.labels({ method, route, status: String(status) })));
    histogram.observe(elapsedTime / 1000);
    logRequest(logger, { ...(contexts.get(request) ?? { request_id: request.id }), method, route, status, ms: Math.round(elapsedTime) });
    done();
  });
}
