import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Correction } from './archive.js';
import type { KaleyraSandbox } from './contract.js';
import type { DialSettings } from './dialDesk.js';
import type { FaultOrder } from './faults.js';
import type { KaleyraQuirks } from './quirks.js';
import type { KaleyraSandboxRow } from './row.js';
import { readJson, send, sendJson } from '../../sandbox/wire.js';
import { controlPage } from './page.js';

/** The sandbox's own side: what the programmatic interface does, for tests and benchmarks in another process. */

type Handler = (sandbox: KaleyraSandbox, query: URLSearchParams, body: Record<string, unknown>) => unknown;

const ROUTES: Record<string, Handler> = {
  'GET faults': (sandbox) => sandbox.faults.list(),
  'POST faults': (sandbox, _query, body) => sandbox.faults.add(body as unknown as FaultOrder),
  'DELETE faults': (sandbox, query) => {
    if (query.has('id')) sandbox.faults.remove(Number(query.get('id')));
    else sandbox.faults.clear();
    return sandbox.faults.list();
  },
  'GET quirks': (sandbox) => sandbox.quirks,
  'POST quirks': (sandbox, _query, body) => Object.assign(sandbox.quirks, body as Partial<KaleyraQuirks>),
  'GET dials': (sandbox) => ({ settings: sandbox.dials.settings, sent: sandbox.dials.sent }),
  'POST dials': (sandbox, _query, body) => Object.assign(sandbox.dials.settings, body as Partial<DialSettings>),
  'GET books': (sandbox, query) => sandbox.books(rangeOf(query)),
  'GET rows': (sandbox, query) => sandbox.rows(rangeOf(query)),
  'POST rows': (sandbox, _query, body) => {
    const { insert = [], remove = [] } = body as { insert?: Partial<KaleyraSandboxRow>[]; remove?: string[] };
    return { inserted: sandbox.insert(insert), removed: sandbox.remove(remove) };
  },
  'POST corrections': (sandbox, _query, body) => sandbox.correct(body as Correction),
  'GET requests': (sandbox, query) => ({
    total: sandbox.requests.total,
    requests: sandbox.requests.list(query.get('method') ?? undefined),
  }),
  'DELETE requests': (sandbox) => {
    sandbox.requests.clear();
    return {};
  },
};

export async function answerControlRequest(sandbox: KaleyraSandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const route = `${request.method} ${url.pathname.replace('/sandbox/', '')}`;
  if (route === 'GET ') return send(response, 200, 'text/html; charset=utf-8', controlPage());
  const handler = ROUTES[route];
  if (!handler) return sendJson(response, 404, { error: `no ${route}; there are ${Object.keys(ROUTES).join(', ')}` });
  try {
    sendJson(response, 200, handler(sandbox, url.searchParams, await readJson(request)));
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
}

function rangeOf(query: URLSearchParams): { from: string; to: string } {
  const range = { from: query.get('from') ?? '', to: query.get('to') ?? '' };
  if (Number.isNaN(Date.parse(range.from)) || Number.isNaN(Date.parse(range.to))) throw new RangeError('from and to must be ISO instants');
  return range;
}
