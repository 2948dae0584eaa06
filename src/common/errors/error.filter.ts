import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from './appError.js';
import { internalError } from './commonErrors.js';

/** Codes for what the framework itself refuses. */
const FRAMEWORK_CODES: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'unavailable',
};

/** Writes the one error body. What nobody foresaw answers 500 and a request_id; the cause goes to the log alone. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toAppError(thrown);
    if (error.statusCode >= 500) {
      this.logger.error(
        { err: error.cause ?? error, code: error.code, request_id: request.id, path: request.url.split('?')[0] },
        error.message,
      );
    }
    if (reply.sent) return;
    void reply
      .status(error.statusCode)
      .headers(error.headers ?? {})
      .header('content-type', 'application/json; charset=utf-8')
      .send(errorBody(error, request.id));
  }
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
    return new AppError(FRAMEWORK_CODES[status] ?? 'error', status, thrown.message, undefined, undefined, { cause: thrown });
  }
  const fastify = thrown as { statusCode?: number; code?: string; message?: string };
  if (typeof fastify?.statusCode === 'number' && fastify.statusCode >= 400 && fastify.statusCode < 500) {
    return new AppError(FRAMEWORK_CODES[fastify.statusCode] ?? 'bad_request', fastify.statusCode, fastify.message ?? 'Bad request.');
  }
  return internalError(undefined, { cause: thrown });
}
