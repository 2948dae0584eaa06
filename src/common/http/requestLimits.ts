import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type AppError, defineError } from '../errors/appError.js';
import { badRequest, bodyTooDeep, methodNotAllowed, uriTooLong } from '../errors/commonErrors.js';
import { errorBody } from '../errors/error.filter.js';

export const headersTooLarge = defineError('headers_too_large', 431, 'The request headers are too large.');
export const requestTimeout = defineError('request_timeout', 408, 'The request took too long to arrive.');

/** The largest body of an ordinary request, bytes. */
export const BODY_LIMIT = 1_048_576;
/** How deep a body may be nested. Validation walks bodies by recursion, which a body of brackets alone would exhaust. */
const MAX_DEPTH = 32;

/** JSON only, and nothing that is nested beyond reason. */
export function refuseOddBodies(fastify: FastifyInstance): void {
  // Plain text is what a form of another site can send without asking; no route wants it.
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('preValidation', (request, _reply, done) =>
    done(isDeeperThan(request.body, MAX_DEPTH) ? bodyTooDeep({ depth: MAX_DEPTH }) : undefined),
  );
}

/** JSON as ever, but none of it is no body, whatever the content type says: many clients send one with each request. */
export function takeEmptyJsonForNone(app: NestFastifyApplication): void {
  const parse = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error') as unknown as (
    request: FastifyRequest,
    body: string,
    done: (error: Error | null, value?: unknown) => void,
  ) => void;
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT }, (request: FastifyRequest, body: Buffer, done) =>
    body.length === 0 ? done(null, undefined) : parse(request, body.toString('utf8'), done),
  );
}

/** Whether objects and arrays are nested in more levels than that; walks without recursion. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  let level = [value];
  for (let at = 0; level.length > 0; at += 1) {
    const nested = level.filter(isContainer);
    if (nested.length > 0 && at >= depth) return true;
    level = nested.flatMap((container) => Object.values(container));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

const BROKEN: Record<string, AppError> = {
  HPE_HEADER_OVERFLOW: headersTooLarge(),
  ERR_HTTP_REQUEST_TIMEOUT: requestTimeout(),
};

/** What the usual hooks would say, on answers that they do not reach. */
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A URL that the router cannot take: its answer has the one error body, and does not repeat the URL. */
export function answerBadUrl({ code }: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const error = code === 'FST_ERR_MAX_PARAM_LENGTH' ? uriTooLong() : badRequest(undefined, { message: 'The URL is not valid.' });
  void reply
    .status(error.statusCode)
    .headers({ ...SAFE_HEADERS, 'x-request-id': request.id, 'content-type': 'application/json; charset=utf-8' })
    .send(JSON.stringify(errorBody(error, request.id)));
}

/** HTTP/1.1 asks for a Host; the server's own refusal would be an empty answer. */
export function refuseMissingHost(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) =>
    done(
      request.headers.host === undefined && request.raw.httpVersion === '1.1'
        ? badRequest(undefined, { message: 'The Host header is missing.' })
        : undefined,
    ),
  );
}

/** What a client expects of us beside `100-continue` is not refused with an empty answer, but done without, as HTTP allows. */
export function ignoreExpectations(fastify: FastifyInstance): void {
  fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
}

/** OPTIONS is answered to browsers that ask before they call; nothing else is behind it. */
export function refuseOddOptions(fastify: FastifyInstance, methods: string[]): void {
  fastify.addHook('onRequest', ({ method, headers }, _reply, done) => {
    const asks = headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
    done(method === 'OPTIONS' && !asks ? methodNotAllowed(undefined, { headers: { allow: methods.join(', ') } }) : undefined);
  });
}

/** What is no HTTP request reaches no route; it gets the one error body all the same. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { statusCode, code, message } = BROKEN[error.code ?? ''] ?? badRequest(undefined, { message: 'This is not an HTTP request.' });
  const request_id = randomUUID();
  const body = JSON.stringify({ statusCode, code, message, request_id });
  const is_head = (error as NodeJS.ErrnoException & { rawPacket?: Buffer }).rawPacket?.subarray(0, 5).toString() === 'HEAD ';
  const headers = Object.entries({ ...SAFE_HEADERS, 'x-request-id': request_id }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${headers.join('')}\r\n${is_head ? '' : body}`,
  );
}
