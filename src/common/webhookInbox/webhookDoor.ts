import type { FastifyInstance, FastifyRequest } from 'fastify';
import { methodNotAllowed } from '../errors/commonErrors.js';
import { dropRest, Intake } from '../http/intake.js';
import { SAFE_HEADERS } from '../http/requestLimits.js';
import type { WebhookInboxService } from './webhookInbox.service.js';
import { inboxOverloaded, type WebhookHead } from './webhookSource.js';

/** Where providers' doors are. */
export const WEBHOOK_PATHS = '/webhooks/';
/** The largest body a provider may send, bytes. */
const BODY_LIMIT = 5 * 1024 * 1024;
/** Bodies of providers that are being received together: some bytes each when all is well. */
const INTAKE = { bodies: 1_000, bytes: 64 * 1024 * 1024, deadline_ms: 15_000 };
const RECEIPT = '{"ok":true}';

/**
 * Lets providers in by a door of their own, before the rest of the pipeline: an acknowledgement then costs little more than its
 * commit (measured: twice as many a second), and the body is kept as the bytes that came. Signatures are made over those, and one
 * that does not parse must be stored too. Nothing of it is read before its head is known to be the provider's. The routes stand in
 * controllers as well, which document them and declare who may call.
 */
export function openWebhookDoor(fastify: FastifyInstance, inbox: WebhookInboxService): void {
  const intake = new Intake(INTAKE, () => inboxOverloaded(undefined, { headers: { 'retry-after': '2' } }));
  fastify.addHook('onRequest', (request, reply, done) => {
    const head = readHead(request);
    if (!head.path.startsWith(WEBHOOK_PATHS)) return done();
    const source = inbox.sourceOf(head.method, head.path);
    const looked = head.method === 'HEAD' && inbox.sourceOf('GET', head.path);
    const probed = head.method === 'HEAD' ? inbox.sourceOf('POST', head.path) : undefined;
    if (!source && !looked && !probed?.answers_head) return done();
    void reply.headers(SAFE_HEADERS).header('x-request-id', request.id);
    if (probed?.answers_head) {
      Promise.resolve()
        .then(() => probed.check(head))
        .then(
          () => void reply.send(),
          (error: Error) => done(error),
        );
      return;
    }
    // Asked for without a body, an event must not be stored, nor told that nobody is there for it.
    if (!source) return done(methodNotAllowed(undefined, { headers: { allow: 'GET' } }));
    inbox
      .receive(source, head, () => (hasBody(request) ? intake.read(request.raw, BODY_LIMIT) : null), {
        request_id: request.id,
        client_ip: request.ip,
      })
      .then(
        () => void reply.header('content-type', 'application/json; charset=utf-8').send(RECEIPT),
        (error: Error) => {
          dropRest(request.raw);
          done(error);
        },
      );
  });
}

function readHead(request: FastifyRequest): WebhookHead {
  const mark = request.url.indexOf('?');
  const path = mark < 0 ? request.url : request.url.slice(0, mark);
  return {
    method: request.method,
    // However a path is spelled (`%63allback`), the router knows which one is meant.
    path: path.includes('%') || !path.startsWith('/') ? (request.routeOptions.url ?? path) : path,
    query: mark < 0 ? '' : request.url.slice(mark + 1),
    headers: request.headers as Record<string, string>,
  };
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}
