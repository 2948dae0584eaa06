import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { CurrentUserData } from '../auth/currentUser.js';
import { type AppError, defineError } from '../errors/appError.js';
import { bytesHash, hashBytes, readsBytes } from '../http/rawBody.js';
import { errorBody, toAppError } from '../errors/error.filter.js';
import { type Beginning, IdempotencyRepository, type RequestName, type StoredAnswer } from './idempotency.repository.js';
import { fingerprint, pathOf, readIdempotencyKey } from './idempotencyKey.js';
import { InjectLogger } from '../log/logger.token.js';
import { ONCE_ONLY } from './onceOnly.decorator.js';

export const idempotencyKeyReused = defineError(
  'idempotency_key_reused',
  422,
  'This Idempotency-Key was already used for a different request.',
);
export const idempotencyInProgress = defineError(
  'idempotency_in_progress',
  409,
  'The request with this Idempotency-Key is still being processed.',
);
export const answerShownOnce = defineError('answer_shown_once', 409, 'This was already done, and its response is shown only once.');

/** A request that was not heard of for so long has died with its process, seconds. */
const SILENCE_SECONDS = 60;
/** How often a request under way shows that it lives, milliseconds. */
const BEAT_MS = 15_000;

const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Headers of an answer that belong to what was done, not to the request that asked. */
const KEPT_HEADERS = ['content-type', 'location', 'content-disposition'];

type Request = FastifyRequest & { user?: CurrentUserData };

/**
 * A request with an Idempotency-Key is done once: sent again it gets the stored answer, byte for byte. The answer is
 * stored before it is sent. A process that dies in between leaves a place that the next request takes over, and then the
 * work is done again: what such a route does must be safe to do twice. Public routes have no caller to keep anything for.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly repository: IdempotencyRepository,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || !request.user || !WRITING.has(request.method)) return next.handle();
    const name: RequestName = {
      caller_id: request.user.id,
      method: request.method,
      path: pathOf(request),
      idempotency_key: readIdempotencyKey(header),
    };
    const once = this.reflector.get<boolean | undefined>(ONCE_ONLY, context.getHandler()) ?? false;
    return from(this.answer(name, once, request, http.getResponse<FastifyReply>(), next));
  }

  private async answer(name: RequestName, once: boolean, request: Request, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const beginning = await this.repository.begin(name, fingerprint(request.query, request.body), SILENCE_SECONDS);
    if (beginning.outcome === 'done') await expectSameBytes(beginning, request);
    if (beginning.outcome !== 'begun') return replay(beginning, reply);
    const { attempt } = beginning;
    const beat = setInterval(() => void this.settle(this.repository.touch(name, attempt)), BEAT_MS);
    try {
      const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const body = textOf(result, reply);
      if (body === undefined) await this.settle(this.repository.giveUp(name, attempt));
      else
        await this.settle(
          this.repository.finish(name, attempt, {
            status: reply.statusCode,
            headers: keptHeaders(reply),
            body: once ? null : body,
            content_sha256: bytesHash(request.raw),
          }),
        );
      return body === undefined || body === '' ? result : body;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isPassing(error)) await this.settle(this.repository.giveUp(name, attempt));
      else
        await this.settle(this.repository.finish(name, attempt, { ...refusal(error, request.id), content_sha256: bytesHash(request.raw) }));
      throw thrown;
    } finally {
      clearInterval(beat);
    }
  }

  /**
   * What was done is done, also when that cannot be written down: the caller is told the truth. An error instead would
   * make him try again, and the work would be doubled.
   */
  private async settle(writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) =>
      this.logger.warn({ err: error }, 'the state of a request with an Idempotency-Key could not be stored'),
    );
  }
}

/** Bytes are read after the request has taken its place, so whether they are the same is found out here. Raises idempotency_key_reused. */
async function expectSameBytes({ content_sha256 }: StoredAnswer, request: Request): Promise<void> {
  if (content_sha256 && readsBytes(request) && (await hashBytes(request.raw)) !== content_sha256) throw idempotencyKeyReused();
}

function replay(beginning: Exclude<Beginning, { outcome: 'begun' }>, reply: FastifyReply): string {
  if (beginning.outcome === 'reused') throw idempotencyKeyReused();
  if (beginning.outcome !== 'done') throw idempotencyInProgress(undefined, { headers: { 'retry-after': '1' } });
  if (beginning.body === null) throw answerShownOnce(undefined, { headers: { 'idempotency-replayed': 'true' } });
  void reply.status(beginning.status).headers({ ...beginning.headers, 'idempotency-replayed': 'true' });
  return beginning.body;
}

/** The text that goes out for a result, with its type set; undefined for what is sent as it is made. */
function textOf(result: unknown, reply: FastifyReply): string | undefined {
  if (reply.sent || isStream(result)) return undefined;
  if (result === undefined || result === null) return '';
  const type = typeof result === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  if (!reply.hasHeader('content-type')) void reply.header('content-type', type);
  return typeof result === 'string' ? result : JSON.stringify(result);
}

/** Plain data is JSON; whatever has a class of its own way to be sent (streams, files, buffers) is not. */
function isStream(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false;
  return Buffer.isBuffer(result) || 'pipe' in result || 'getStream' in result || Symbol.asyncIterator in result;
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.filter((name) => reply.hasHeader(name)).map((name) => [name, String(reply.getHeader(name))]));
}

/** What may be different the next time: a failure of ours, a conflict, too many requests. */
function isPassing({ statusCode }: AppError): boolean {
  return statusCode >= 500 || statusCode === 409 || statusCode === 429;
}

function refusal(error: AppError, request_id: string): StoredAnswer {
  return {
    status: error.statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(errorBody(error, request_id)),
  };
}
