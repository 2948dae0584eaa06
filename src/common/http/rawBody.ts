import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { AppError, defineError } from '../errors/appError.js';
import { bodyTooLarge } from '../errors/commonErrors.js';

export const bodyBroken = defineError('body_broken', 400, 'The connection closed before the whole body had arrived.');

/**
 * Bytes as they are (application/octet-stream) stay on the socket until a route reads them: so only who may call the route can make us
 * hold them. Every other route sees an empty body.
 */
export function leaveBytesUnread(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined));
}

/** The whole body of such a request. Raises body_too_large before more than `limit` bytes are held, body_broken. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => bodyTooLarge({ limit });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : bodyBroken(undefined, { cause: error });
  }
  return Buffer.concat(chunks, size);
}
