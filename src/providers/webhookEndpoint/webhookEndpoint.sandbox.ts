import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the receiver does with one request. */
export interface ReceiverAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Waits before it answers. */
  delay_ms?: number;
  /** Takes the request and stays silent. */
  never?: boolean;
  /** Cuts the connection after the request was read. */
  reset?: boolean;
}

/** One request, as it arrived. */
export interface Reception {
  /** Order of arrival over all endpoints, from 0. */
  number: number;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: Date;
  /** What `verify` said: null when it was content or there is none. */
  fault: string | null;
  /** Whether this webhook-id was answered with success before. */
  duplicate: boolean;
  answer: ReceiverAnswer;
  /** Whether the sender was told that it succeeded. */
  accepted: boolean;
}

export interface ReceiverOptions {
  /** Throws when the signature is wrong. Not built in: the receiver is to be checked by a library that is not ours. */
  verify?: (body: string, headers: Record<string, string>, path: string) => void;
  /** What is answered when no script is left; 200 by itself. */
  respond?: (reception: Omit<Reception, 'answer' | 'accepted'>) => ReceiverAnswer;
  host?: string;
}

/** A customer's server that plays along: behaves by script, remembers everything, and checks signatures as theirs would. */
export interface WebhookReceiver {
  url: string;
  receptions: Reception[];
  /** The next requests to this path are answered so, one after another. */
  script(path: string, ...answers: ReceiverAnswer[]): void;
  /** What it took to be delivered, in order: each webhook-id once, when it was first answered with success. */
  accepted(path?: string): Reception[];
  stop(): Promise<void>;
}

export async function startWebhookReceiver(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const receptions: Reception[] = [];
  const scripts = new Map<string, ReceiverAnswer[]>();
  const known = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => receive(request, response, body),
      () => response.destroy(),
    );
  });

  function receive(request: IncomingMessage, response: ServerResponse, body: string): void {
    const path = request.url ?? '/';
    const id = String(request.headers['webhook-id'] ?? '');
    const seen = {
      number: receptions.length,
      path,
      headers: request.headers,
      body,
      at: new Date(),
      fault: faultOf(body, request.headers, path),
      duplicate: known.has(id),
    };
    const answer = scripts.get(path)?.shift() ?? options.respond?.(seen) ?? {};
    // A bad signature is refused whatever the script says, as a careful customer would.
    const status = seen.fault === null ? (answer.status ?? 200) : 401;
    const reception: Reception = { ...seen, answer, accepted: !answer.never && !answer.reset && status >= 200 && status < 300 };
    receptions.push(reception);
    if (answer.never) return;
    const respond = (): void => {
      if (answer.reset) {
        request.socket.resetAndDestroy();
        return;
      }
      // A sender that has gone meanwhile was told nothing.
      if (response.destroyed || request.socket.destroyed) reception.accepted = false;
      if (reception.accepted) known.add(id);
      response.writeHead(status, { 'content-type': 'text/plain', ...answer.headers }).end(answer.body ?? '');
    };
    if (!answer.delay_ms) return respond();
    const timer = setTimeout(() => {
      timers.delete(timer);
      respond();
    }, answer.delay_ms);
    timers.add(timer);
  }

  function faultOf(body: string, headers: IncomingHttpHeaders, path: string): string | null {
    try {
      options.verify?.(body, headers as Record<string, string>, path);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receptions,
    script(path, ...answers) {
      scripts.set(path, [...(scripts.get(path) ?? []), ...answers]);
    },
    accepted(path) {
      const ids = new Set<unknown>();
      return receptions.filter((reception) => {
        if (!reception.accepted || (path && reception.path !== path) || ids.has(reception.headers['webhook-id'])) return false;
        ids.add(reception.headers['webhook-id']);
        return true;
      });
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
