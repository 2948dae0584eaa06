import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { isPublic } from './common/auth/access.decorator.js';
import { Callers } from './common/auth/callers.js';
import { type ConfigService } from './common/config/config.service.js';
import { notFound } from './common/errors/commonErrors.js';
import { ErrorFilter } from './common/errors/error.filter.js';
import { MetricsService } from './common/health/metrics.service.js';
import { FrameworkLogger } from './common/log/logger.js';
import { HTTP } from './common/http/http.settings.js';
import { boundBodies, Intake } from './common/http/intake.js';
import { takeMissingBodies } from './common/http/optionalBody.js';
import {
  answerBadUrl,
  answerBrokenRequest,
  BODY_LIMIT,
  ignoreExpectations,
  refuseMissingHost,
  refuseOddBodies,
  refuseOddOptions,
  takeEmptyJsonForNone,
} from './common/http/requestLimits.js';
import { answerUnchangedLists, compressAnswers } from './common/http/leanAnswers.js';
import { equipRoutes } from './common/http/equipRoutes.js';
import { leaveBytesUnread } from './common/http/rawBody.js';
import { setSecurityHeaders } from './common/http/securityHeaders.js';
import { observeRequests, requestId } from './common/http/requestLog.js';
import { createValidationPipe } from './common/http/validation.js';
import { openWebhookDoor } from './common/webhookInbox/webhookDoor.js';
import { WebhookInboxService } from './common/webhookInbox/webhookInbox.service.js';
import { SocketAdapter } from './common/realtime/socketAdapter.js';
import { serveApiDocument } from './openapi.js';
import { serveStartPage } from './start/startPage.js';

/** How long a client may take to send a request, milliseconds. */
const RECEIVE_MS = 60_000;
/** Ordinary bodies that are being received together, whoever sends them. */
const INTAKE = { bodies: 1_000, bytes: 64 * BODY_LIMIT, deadline_ms: 30_000 };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** What a browser's script may read of an answer besides the body. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'etag',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'idempotency-replayed',
  'content-disposition',
  'content-range',
  'accept-ranges',
  'etag',
];

/** Puts the application together as the server, the API document and the tests use it; it does not listen yet. */
export async function createApp(config: ConfigService, logger: Logger): Promise<NestFastifyApplication> {
  const trusted = config.environment.TRUSTED_PROXIES;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: requestId,
    // What anybody else says about where he comes from is not believed.
    trustProxy: trusted.length > 0 && trusted,
    forceCloseConnections: 'idle',
    requestTimeout: RECEIVE_MS,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBadUrl,
    // Requests that take too long are looked for so often, milliseconds; who names no host is refused below.
    http: { connectionsCheckingInterval: 5_000, requireHostHeader: false },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    logger: new FrameworkLogger(logger),
    abortOnError: false,
    // Of the framework's two, forms are for no route, and JSON is parsed in a way of our own.
    bodyParser: false,
  });
  equipRoutes(app);
  const fastify = app.getHttpAdapter().getInstance();
  if (config.runsApi) openWebhookDoor(fastify, app.get(WebhookInboxService));
  observeRequests(fastify, logger, app.get(MetricsService));
  refuseOddBodies(fastify);
  takeEmptyJsonForNone(app);
  takeMissingBodies(fastify);
  leaveBytesUnread(fastify);
  setSecurityHeaders(fastify);
  answerUnchangedLists(fastify);
  await compressAnswers(app, fastify);
  refuseMissingHost(fastify);
  ignoreExpectations(fastify);
  refuseOddOptions(fastify, METHODS);
  app.useWebSocketAdapter(new SocketAdapter(app, config.environment.CORS_ORIGINS, logger));
  app.enableCors({
    origin: config.environment.CORS_ORIGINS,
    methods: METHODS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
    // After the hooks above: what they refuse is answered by them.
    hook: 'preParsing',
  });
  // After CORS: a browser must be able to read the refusal.
  const callers = app.get(Callers);
  fastify.after(() => boundBodies(fastify, new Intake(INTAKE), { isPublic, admit: (request, reply) => callers.of(request, reply) }));
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ErrorFilter(logger));
  if (!config.runsApi) answerOnlyToOperators(fastify);
  else {
    if (config.of(HTTP).API_DOCS_ENABLED) serveApiDocument(app);
    serveStartPage(fastify, config);
  }
  return app;
}

/** A worker has no API, but whoever runs it must see how it is. */
function answerOnlyToOperators(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const path = request.url.split('?')[0]!;
    done(
      path === '/metrics' || path === '/health' || path.startsWith('/health/')
        ? undefined
        : notFound(undefined, { message: 'This process is a worker and serves no API.' }),
    );
  });
}
