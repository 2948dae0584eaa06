import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { excerptOf, retryAfterMs, WebhookEndpointClient, type WebhookEndpointSettings } from './webhookEndpoint.client.js';
import { startWebhookReceiver, type WebhookReceiver } from './webhookEndpoint.sandbox.js';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver.stop());

const local = { allow_http: ['127.0.0.1', 'hooks.test'], allow_private: ['127.0.0.1'], allow_ports: [443] };
const client = (change: Partial<WebhookEndpointSettings> = {}) =>
  new WebhookEndpointClient({ policy: local, timeout_ms: 1_000, ...change });
const request = (path: string, origin = receiver.url) => ({
  url: `${origin}${path}`,
  headers: { 'content-type': 'application/json', authorization: 'Bearer t0ken' },
  body: '{"ä":1}',
});
const addresses = (...list: string[]): LookupAddress[] => list.map((address) => ({ address, family: 4 }));
/** A URL under a name, which the given answers resolve one after another. */
const named = () => `http://hooks.test:${new URL(receiver.url).port}`;

describe('one attempt', () => {
  it('sends the bytes and headers it was given', async () => {
    expect(await client().post(request('/ok'))).toMatchObject({ status_code: 200, error_code: null, response_excerpt: '' });
    const reception = receiver.receptions.at(-1)!;
    expect([reception.body, reception.headers['content-type'], reception.headers.authorization]).toEqual([
      '{"ä":1}',
      'application/json',
      'Bearer t0ken',
    ]);
  });

  it.each([
    ['an error', { status: 500, body: 'broken' }, { status_code: 500, response_excerpt: 'broken' }],
    ['a redirect, which it does not follow', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, { status_code: 302 }],
    ['a wish to wait', { status: 429, headers: { 'retry-after': '7' } }, { status_code: 429, retry_after_ms: 7000 }],
    ['the end of a message', { status: 400, headers: { 'webhook-delivery': 'abort-message' } }, { status_code: 400, abort_message: true }],
    ['silence', { never: true }, { status_code: null, error_code: 'timeout' }],
    ['a slow answer', { delay_ms: 5_000 }, { status_code: null, error_code: 'timeout' }],
    ['a reset', { reset: true }, { status_code: null, error_code: 'connection_reset' }],
    ['an echo of the token, without it', { body: 'got Bearer t0ken' }, { status_code: 200, response_excerpt: 'got Bearer [redacted]' }],
  ])('tells %s', async (_name, answer, expected) => {
    receiver.script('/scripted', answer);
    const before = receiver.receptions.length;
    expect(await client().post(request('/scripted'))).toMatchObject(expected);
    expect(receiver.receptions.length - before).toBe(1);
  });

  it('tells that nobody listens', async () => {
    expect(await client().post(request('/', 'http://127.0.0.1:1'))).toMatchObject({ error_code: 'connection_refused' });
  });

  it('stops when it is told to', async () => {
    receiver.script('/stopped', { never: true });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await client({ timeout_ms: 5_000 }).post(request('/stopped'), stop.signal)).toMatchObject({ error_code: 'stopped' });
  });

  it('reads no endless answer', async () => {
    let sent = 0;
    const endless: Server = createServer((_request, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 65_536;
        response.write(Buffer.alloc(65_536, 'x'), more as never);
      };
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const answer = await client({ timeout_ms: 5_000 }).post(request('/', `http://127.0.0.1:${(endless.address() as AddressInfo).port}`));
    expect([answer.status_code, answer.response_excerpt!.length]).toEqual([200, 1024]);
    expect(sent).toBeLessThan(50_000_000);
    endless.closeAllConnections();
    endless.close();
  });
});

describe('at the connection', () => {
  const strict = { ...local, allow_private: [] };

  it.each([
    ['a literal address', () => client({ policy: strict }).post(request('/never'))],
    [
      'a name with a private address',
      () => client({ policy: strict, resolve: async () => addresses('127.0.0.1') }).post(request('/never', named())),
    ],
    [
      'a name with a public and a private address',
      () => client({ policy: strict, resolve: async () => addresses('93.184.216.34', '127.0.0.1') }).post(request('/never', named())),
    ],
    [
      'the address of a cloud host',
      () => client({ policy: strict, resolve: async () => addresses('168.63.129.16') }).post(request('/never', named())),
    ],
  ])('refuses %s', async (_name, post) => {
    expect(await post()).toMatchObject({ error_code: 'url_not_allowed', status_code: null });
    expect(receiver.receptions.filter(({ path }) => path === '/never')).toEqual([]);
  });

  it('is not fooled by a name that answers public when it is saved and private when it is called', async () => {
    const answers = [addresses('93.184.216.34'), addresses('127.0.0.1')];
    const rebound = client({ policy: strict, resolve: async () => answers.shift()! });
    expect(await rebound.refuse(`${named()}/never`)).toBeNull();
    expect(await rebound.post(request('/never', named()))).toMatchObject({ error_code: 'url_not_allowed' });
    expect(answers).toEqual([]);
    expect(receiver.receptions.filter(({ path }) => path === '/never')).toEqual([]);
  });

  it('tells an unknown name', async () => {
    const unknown = client({ resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    expect(await unknown.post(request('/', named()))).toMatchObject({ error_code: 'name_not_found' });
  });
});

describe('what an endpoint says', () => {
  it('is a number of seconds or a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
    expect([
      retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now),
      retryAfterMs('soon', now),
      retryAfterMs('0', now),
      retryAfterMs(undefined, now),
    ]).toEqual([null, null, null, null]);
  });

  it('is kept to 1 kB of storable text', () => {
    expect(Buffer.byteLength(excerptOf(Buffer.from('ä'.repeat(5_000))))).toBe(1024);
    expect(Buffer.byteLength(excerptOf(Buffer.alloc(5_000, 0xff)))).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(excerptOf(Buffer.from(`x${'ä'.repeat(5_000)}`)))).toBe(1023);
    expect(excerptOf(Buffer.from('a\0b'))).toBe('ab');
  });
});
