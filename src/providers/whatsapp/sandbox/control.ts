import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, sendJson } from '../../sandbox/wire.js';
import type { ChatSandboxCore } from './chatSandboxCore.js';
import type { SandboxQuirks, WebhookTarget, WriteOrder } from './dialect.js';
import type { FaultOrder } from './faults.js';
import type { Telephone } from './telephone.js';

/** HTTP that does what the programmatic interface does, for the telephone in a browser and for tests in another process. */

type Handler = (sandbox: ChatSandboxCore, query: URLSearchParams, body: Record<string, unknown>) => unknown;

/** An order: whoever plays with a sandbox writes it by this type, and is told what went wrong. */
function order<B>(handle: (sandbox: ChatSandboxCore, body: B) => unknown): Handler {
  return (sandbox, _query, body) => handle(sandbox, body as B);
}

const ROUTES: Record<string, Handler> = {
  'GET account': ({ provider, business_number, templates, quirks }) => ({ provider, business_number, templates, quirks }),
  'GET webhook': ({ webhooks }) => ({
    url: webhooks.target?.url ?? null,
    ...{ given_up: webhooks.given_up, posted: webhooks.posted, failed: webhooks.failed, deliveries: webhooks.deliveries },
  }),
  'POST webhook': order<WebhookTarget & { retries?: number[] }>((sandbox, { retries, ...target }) => {
    if (typeof target.url !== 'string') throw new TypeError('url is needed');
    sandbox.connect(target);
    if (retries) sandbox.webhooks.retries = retries;
    return { url: target.url };
  }),
  'GET telephones': ({ telephones }) => telephones.list().map((phone) => ({ ...summary(phone), last: phone.bubbles.at(-1) ?? null })),
  'GET telephone': ({ telephones }, query) => {
    const phone = telephones.of(query.get('number') ?? '');
    return { ...summary(phone), bubbles: phone.bubbles };
  },
  'POST telephone': (sandbox, _query, body) => {
    const { number, name, online, reads, opted_in } = body as {
      number: string;
      name?: string;
      online?: boolean;
      reads?: boolean;
      opted_in?: boolean;
    };
    const phone = sandbox.telephones.of(number, name);
    if (reads !== undefined) phone.reads = reads;
    if (opted_in !== undefined) phone.opted_in = opted_in;
    if (online !== undefined) sandbox.switch(number, online);
    return summary(phone);
  },
  'POST write': order<WriteOrder>((sandbox, wanted) => sandbox.write(wanted)),
  'POST read': (sandbox, _query, { number }) => {
    sandbox.read(String(number));
    return {};
  },
  'POST post': async (sandbox, _query, { body }) => {
    await sandbox.post(body);
    return {};
  },
  'GET faults': ({ faults }) => faults.list(),
  'POST faults': order<FaultOrder>(({ faults }, wanted) => faults.add(wanted)),
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return [];
  },
  'POST quirks': ({ quirks }, _query, body) => Object.assign(quirks, body as Partial<SandboxQuirks>),
  'GET sends': ({ sends }) => sends,
  'POST idle': async (sandbox) => {
    await sandbox.idle();
    return {};
  },
};

export async function answerControlRequest(
  sandbox: ChatSandboxCore,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const handler = ROUTES[`${request.method} ${path}`];
  if (!handler) return sendJson(response, 404, { error: `no ${request.method} ${path}; there are ${Object.keys(ROUTES).join(', ')}` });
  // A page of somebody else can send a form to this machine, but no JSON.
  if (request.method === 'POST' && !/^application\/json/.test(request.headers['content-type'] ?? ''))
    return sendJson(response, 415, { error: 'the body must be application/json' });
  try {
    const query = new URL(request.url ?? '', 'http://127.0.0.1').searchParams;
    sendJson(response, 200, await handler(sandbox, query, await readJson(request)));
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
}

function summary({ contact, version, online, reads, opted_in, wrote_at }: Telephone): Record<string, unknown> {
  return { ...contact, version, online, reads, opted_in, wrote_at: wrote_at === null ? null : new Date(wrote_at).toISOString() };
}
