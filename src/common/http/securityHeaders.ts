import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';

const OPTIONS: HelmetOptions = {
  contentSecurityPolicy: { directives: { styleSrc: ["'self'"], upgradeInsecureRequests: null } },
  // A portal on another site plays recordings from here; who may read is decided by CORS and the link's signature.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
};

/**
 * What helmet says of every answer, asked once: it works the same headers out for each request, an eighth of a short request's work.
 * Answers are about people, and some hold a secret: nobody on the way keeps one, unless its route says otherwise.
 */
export function setSecurityHeaders(fastify: FastifyInstance): void {
  const headers = { ...headersOf(OPTIONS), 'cache-control': 'no-store' };
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** The headers that helmet sets, none of which depends on the request. */
function headersOf(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, answer as unknown as ServerResponse, (fault?: unknown) => {
    if (fault) throw fault as Error;
  });
  return headers;
}
