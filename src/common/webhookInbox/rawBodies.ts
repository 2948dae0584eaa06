import type { FastifyInstance } from 'fastify';

const RAW = 'application/vnd.raw-webhook';
/** Where the real content type is kept. */
export const CONTENT_TYPE = 'x-original-content-type';
/** The largest body a provider may send, bytes. */
const BODY_LIMIT = 5 * 1024 * 1024;

/**
 * Bodies below /webhooks/ are kept as the bytes that came: signatures are made over them, and one that does not parse must be
 * stored too. So the framework is told that they are something it cannot read.
 */
export function keepRawBodies(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(RAW, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.url.startsWith('/webhooks/') && request.headers['content-length'] !== '0' && hasBody(request.headers)) {
      if (request.headers['content-type']) request.headers[CONTENT_TYPE] = request.headers['content-type'];
      request.headers['content-type'] = RAW;
    }
    done();
  });
}

function hasBody(headers: Record<string, unknown>): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
