import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyTooLarge } from '../errors/commonErrors.js';
import type { WebhookInboxService } from './webhookInbox.service.js';
import type { IncomingWebhook } from './webhookSource.js';

/** The largest body a provider may send, bytes. */
const BODY_LIMIT = 5 * 1024 * 1024;
const RECEIPT = '{"ok":true}';

/**
 * Lets providers in by a door of their own, before the rest of the pipeline: an acknowledgement then costs little more than its
 * commit (measured: twice as many a second), and the body is kept as the bytes that came. Signatures are made over those, and one
 * that does not parse must be stored too. The routes stand in controllers as well, which document them and declare who may call.
 */
export function openWebhookDoor(fastify: FastifyInstance, inbox: WebhookInboxService): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/webhooks/')) return done();
    const incoming = readHead(request);
    const source = inbox.sourceOf(incoming.method, incoming.path);
    if (!source) return done();
    void reply.header('x-request-id', request.id).header('content-type', 'application/json; charset=utf-8');
    readBody(request)
      .then((body) => inbox.receive(source, { ...incoming, body }, request.id))
      .then(() => void reply.send(RECEIPT), done);
  });
}

function readHead(request: FastifyRequest): Omit<IncomingWebhook, 'body'> {
  const mark = request.url.indexOf('?');
  return {
    method: request.method,
    path: mark < 0 ? request.url : request.url.slice(0, mark),
    query: mark < 0 ? '' : request.url.slice(mark + 1),
    headers: request.headers as Record<string, string>,
  };
}

const NOTHING = Promise.resolve(null);

function readBody({ raw, headers }: FastifyRequest): Promise<Buffer | null> {
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'])) return NOTHING;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    raw.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      // The rest is read and thrown away, so that the answer arrives.
      else chunks.length = 0;
    });
    raw.once('end', () =>
      size > BODY_LIMIT ? reject(bodyTooLarge(undefined, { message: 'The body is larger than 5 MiB.' })) : resolve(Buffer.concat(chunks)),
    );
    raw.once('error', reject);
  });
}
