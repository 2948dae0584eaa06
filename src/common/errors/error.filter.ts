import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from './appError.js';
import {
  badRequest,
  bodyTooLarge,
  forbidden,
  internalError,
  methodNotAllowed,
  notAcceptable,
  notFound,
  tooManyRequests,
  unauthenticated,
  unavailable,
  unsupportedMediaType,
  uriTooLong,
} from './commonErrors.js';

/** The errors for what the framework itself refuses, by status. */
const FRAMEWORK_ERRORS = new Map(
  [
    badRequest,
    unauthenticated,
    forbidden,
    notFound,
    methodNotAllowed,
    notAcceptable,
    bodyTooLarge,
    uriTooLong,
    unsupportedMediaType,
    tooManyRequests,
    unavailable,
  ].map((error) => [error.statusCode, error]),
);

/** What the framework says of a parameter in the path, in words for the caller. */
const PARAMETER_FAULTS: Record<string, string> = {
  'Validation failed (uuid is expected)': 'An id in the path is not a UUID.',
  'Validation failed (numeric string is expected)': 'An id in the path is not a number.',
};

/** Writes the one error body. What nobody foresaw answers 500 and a request_id; the cause goes to the log alone. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // Who went away in the middle of an answer gets no other one.
    if (reply.raw.destroyed && isBrokenOff(thrown)) {
      this.logger.debug(
        { request_id: request.id, code: (thrown as NodeJS.ErrnoException).code },
        'a client left before its answer was complete',
      );
      return;
    }
    const error = toAppError(thrown);
    if (error.statusCode >= 500) {
      this.logger.error(
        { err: error.cause ?? error, code: error.code, request_id: request.id, path: request.url.split('?')[0] },
        error.message,
      );
    }
    if (reply.sent || reply.raw.headersSent) return;
    void reply
      .status(error.statusCode)
      .headers(error.headers ?? {})
      .header('content-type', 'application/json; charset=utf-8')
      .send(errorBody(error, request.id));
  }
}

function isBrokenOff(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP_HEADERS_SENT', 'ECONNRESET', 'EPIPE', 'ABORT_ERR'].includes(code);
}

/** What the caller reads. */
export function errorBody({ statusCode, code, message, details }: AppError, request_id: string) {
  return { statusCode, code, message, details, request_id };
}

/** Whatever was thrown, as the error that the caller is told. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) {
    const status = thrown.getStatus();
    const known = FRAMEWORK_ERRORS.get(status);
    // "Cannot GET <the whole URL>" would bring back what may be a signature; what is wrong with a parameter says nothing of its value.
    const message = known && status !== badRequest.statusCode ? known.sentence : (PARAMETER_FAULTS[thrown.message] ?? thrown.message);
    return new AppError(known?.code ?? 'error', status, message, undefined, undefined, { cause: thrown });
  }
  const fastify = thrown as { statusCode?: number; code?: string; message?: string };
  if (typeof fastify?.statusCode === 'number' && fastify.statusCode >= 400 && fastify.statusCode < 500) {
    const known = FRAMEWORK_ERRORS.get(fastify.statusCode) ?? badRequest;
    // Of the framework's sentences only those about the kind of body say more, and none of them repeats what was sent.
    const says_more = fastify.statusCode === badRequest.statusCode && fastify.code?.startsWith('FST_ERR_CTP_');
    return new AppError(known.code, fastify.statusCode, says_more && fastify.message ? fastify.message : known.sentence);
  }
  return internalError(undefined, { cause: thrown });
}
