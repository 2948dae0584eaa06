import fastifyHelmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { type ConfigService } from './common/config/config.service.js';
import { notFound } from './common/errors/commonErrors.js';
import { ErrorFilter } from './common/errors/error.filter.js';
import { MetricsService } from './common/health/metrics.service.js';
import { FrameworkLogger } from './common/log/logger.js';
import { answerBrokenRequest, BODY_LIMIT, refuseOddBodies, takeEmptyJsonForNone } from './common/http/requestLimits.js';
import { leaveBytesUnread } from './common/http/rawBody.js';
import { observeRequests, requestId } from './common/http/requestLog.js';
import { createValidationPipe } from './common/http/validation.js';
import { openWebhookDoor } from './common/webhookInbox/webhookDoor.js';
import { WebhookInboxService } from './common/webhookInbox/webhookInbox.service.js';
import { SocketAdapter } from './common/realtime/socketAdapter.js';
import { serveApiDocument } from './openapi.js';
import { serveStartPage } from './start/startPage.js';

/** How long a client may take to send a request, milliseconds. */
const RECEIVE_MS = 60_000;
/** What a browser's script may read of an answer besides the body. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'idempotency-replayed',
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
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger), adapter, {
    logger: new FrameworkLogger(logger),
    abortOnError: false,
  });
  if (config.runsApi) openWebhookDoor(app.getHttpAdapter().getInstance(), app.get(WebhookInboxService));
  observeRequests(app.getHttpAdapter().getInstance(), logger, app.get(MetricsService));
  refuseOddBodies(app.getHttpAdapter().getInstance());
  takeEmptyJsonForNone(app);
  leaveBytesUnread(app.getHttpAdapter().getInstance());
  await app.register(fastifyHelmet as never, {
    // Swagger UI starts itself with an inline script.
    contentSecurityPolicy: { directives: { scriptSrc: ["'self'", "'unsafe-inline'"], upgradeInsecureRequests: null } },
    // A portal on another site plays recordings from here; who may read is decided by CORS and the link's signature.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
  app.useWebSocketAdapter(new SocketAdapter(app, config.environment.CORS_ORIGINS));
  app.enableCors({
    origin: config.environment.CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ErrorFilter(logger));
  if (config.runsApi) {
    serveApiDocument(app);
    serveStartPage(app.getHttpAdapter().getInstance(), config);
  } else answerOnlyToOperators(app.getHttpAdapter().getInstance());
  return app;
}

/** A worker has no API, but whoever runs it must see how it is. */
function answerOnlyToOperators(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const path = request.url.split('?')[0]!;
    done(
      path === '/metrics' || path.startsWith('/health/')
        ? undefined
        : notFound(undefined, { message: 'This process is a worker and serves no API.' }),
    );
  });
}
