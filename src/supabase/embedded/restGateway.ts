import { Agent, createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { EmbeddedSupabaseError, errorCode } from './embeddedSupabaseError.js';

/** What belongs to one connection and is not passed on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** What a hosted project has besides, and what to use here instead. */
const MISSING: Record<string, string> = {
  auth: 'sign in with POST /auth/login of the API, and give supabase-js its token',
  realtime: 'follow changes over the Socket.io namespaces of the API',
  storage: 'files come from the API',
  functions: 'there are none',
};

export interface RestGateway {
  /** The address for supabase-js. */
  url: string;
  stop(): Promise<void>;
}

/**
 * PostgREST as supabase-js looks for it, below /rest/v1, on a port that can stay the same. A path without the prefix is answered too. The
 * product itself asks PostgREST directly.
 */
export async function startRestGateway(restUrl: string, port: number): Promise<RestGateway> {
  const { hostname, port: restPort } = new URL(restUrl);
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    const [, service = '', rest = '/'] = /^\/(\w+)\/v1(\/.*|\?.*)?$/.exec(request.url ?? '') ?? [];
    if (service in MISSING) return refuse(response, 404, `The embedded Supabase has no /${service}/v1: ${MISSING[service]}.`);
    const path = service === 'rest' ? rest : request.url;
    const asked = httpRequest({ host: hostname, port: restPort, agent, method: request.method, path, headers: passedOn(request) });
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode!, passedOn(answer));
      // Who broke off, on either side, is gone; there is nobody to tell.
      pipeline(answer, response, () => undefined);
    });
    asked.on('error', () =>
      response.headersSent ? response.destroy() : refuse(response, 503, 'PostgREST does not answer; try again soon.'),
    );
    response.on('close', () => asked.destroy());
    request.pipe(asked);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    throw portRefused(port, errorCode(error));
  });
  const stop = async () => {
    server.closeAllConnections();
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** One line for the operator. */
export function portRefused(port: number, code: string | undefined): EmbeddedSupabaseError {
  const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${code})`;
  return new EmbeddedSupabaseError(`SUPABASE_PORT: port ${port} ${reason}. Set it to a free one, or to 0 for any.`);
}

function passedOn({ headers }: IncomingMessage): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(JSON.stringify({ message }));
}
