import fastifyCompress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { isPage } from '../list/csv.interceptor.js';

/** Shorter answers are not worth the work, bytes. */
const WORTH_COMPRESSING = 1_024;
/** Whoever asked may keep a list, if he asks each time whether it still holds. */
const ASK_AGAIN = 'private, no-cache';

/** Lets whoever asked keep this answer and ask again by its ETag. */
export function mayBeKept(reply: FastifyReply): void {
  void reply.header('cache-control', ASK_AGAIN);
}

/** Lists have an ETag, and are not sent again to whoever has them: `If-None-Match` is answered 304. */
export function answerUnchangedLists(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (request.method === 'GET' && reply.statusCode === 200 && isPage(payload)) mayBeKept(reply);
    done(null, payload);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || reply.statusCode !== 200 || reply.getHeader('cache-control') !== ASK_AGAIN)
      return done(null, payload);
    // Weak: the same list may come compressed or not.
    const etag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`;
    void reply.header('etag', etag);
    if (!names(request.headers['if-none-match'], etag)) return done(null, payload);
    void reply.code(304).removeHeader('content-type');
    done(null, '');
  });
}

function names(header: string | undefined, etag: string): boolean {
  return header !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim() === etag));
}

/** Text that was asked for comes compressed. Answers to what changes something do not: secrets are told there. Streams flow as they are. */
export async function compressAnswers(app: NestFastifyApplication, fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (request.method !== 'GET' || typeof payload !== 'string') request.headers['x-no-compression'] = 'true';
    done(null, payload);
  });
  await app.register(fastifyCompress as never, {
    threshold: WORTH_COMPRESSING,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  });
}
