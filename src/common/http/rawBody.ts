import type { FastifyInstance } from 'fastify';

/**
 * Bytes as they are (application/octet-stream) stay on the socket until a route reads them: so only who may call the route can make us
 * hold them. Every other route sees an empty body.
 */
export function leaveBytesUnread(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined));
}
