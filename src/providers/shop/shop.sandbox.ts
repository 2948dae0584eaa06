import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toMinorUnits } from '../../common/money/minorUnits.js';
import { readJson, sendJson } from '../sandbox/wire.js';

/** An order as this shop prints it: decimal amounts. */
export interface SandboxOrder {
  number: string;
  currency: string;
  paid: string;
  refunded: string;
  payment: string;
}

interface SandboxPayout {
  id: string;
  reference: string;
  payment: string;
  amount_minor: number;
  currency: string;
  state: 'paid' | 'failed';
  message: string;
}

/** What happens to the next payout: refused, or taken (or not) with an answer that does not come, breaks off or says 502. */
export type PayoutFault = { kind: 'refused'; message?: string } | { kind: 'stall' | 'reset' | 'error'; taken: boolean };

/** A shop and its payout provider on one local address. */
export interface ShopSandbox {
  url: string;
  api_key: string;
  orders: Map<string, SandboxOrder>;
  /** In the order in which they were taken; the same reference is one. */
  payouts: SandboxPayout[];
  /** References as they were asked for, also again. */
  asked: string[];
  /** Each is used once, by the next payout. */
  faults: PayoutFault[];
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startShopSandbox({ orders = [] }: { orders?: SandboxOrder[] } = {}): Promise<ShopSandbox> {
  const api_key = `shop-${randomUUID()}`;
  const sandbox: Omit<ShopSandbox, 'url' | 'stop'> = {
    api_key,
    orders: new Map(orders.map((order) => [order.number, order])),
    payouts: [],
    asked: [],
    faults: [],
  };
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch(() => {
      if (!response.headersSent) sendJson(response, 400, { message: 'The request cannot be read.' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(sandbox, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop });
}

async function answer(sandbox: Omit<ShopSandbox, 'url' | 'stop'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.authorization !== `Bearer ${sandbox.api_key}`) return sendJson(response, 401, { message: 'Wrong key.' });
  const [, what, name = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
  if (request.method === 'GET' && what === 'orders') {
    const order = sandbox.orders.get(name);
    return order ? sendJson(response, 200, order) : sendJson(response, 404, { message: 'No such order.' });
  }
  if (request.method === 'GET' && what === 'payouts') {
    const payout = sandbox.payouts.find(({ reference }) => reference === name);
    return payout ? sendJson(response, 200, payout) : sendJson(response, 404, { message: 'No such payout.' });
  }
  if (request.method !== 'POST' || what !== 'payouts') return sendJson(response, 404, { message: 'Nothing here.' });

  const { reference, payment, amount, currency } = (await readJson(request)) as Record<string, string>;
  sandbox.asked.push(reference!);
  const fault = sandbox.faults.shift();
  if (fault?.kind === 'refused') return sendJson(response, 422, { message: fault.message ?? 'The card was closed.' });
  const amount_minor = toMinorUnits(amount!, currency!);
  if (!payment || amount_minor === null) return sendJson(response, 422, { message: 'The amount or the payment is missing.' });
  let payout = sandbox.payouts.find((known) => known.reference === reference);
  if (!payout && fault?.taken !== false) {
    payout = {
      id: `po_${sandbox.payouts.length + 1}`,
      reference: reference!,
      payment,
      amount_minor,
      currency: currency!,
      state: 'paid',
      message: '',
    };
    sandbox.payouts.push(payout);
  }
  if (fault?.kind === 'stall') return;
  if (fault?.kind === 'reset') return void request.socket.destroy();
  if (fault?.kind === 'error') return sendJson(response, 502, { message: 'Bad gateway' });
  sendJson(response, 201, payout);
}
