import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaFetchClient } from './mediaFetch.client.js';

const asked: IncomingMessage[] = [];
const routes: Record<string, (response: ServerResponse) => void> = {
  '/file': (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end('0123456789'),
  '/moved': (response) => response.writeHead(302, { location: '/file' }).end(),
  '/inside': (response) => response.writeHead(302, { location: 'https://10.0.0.1/file' }).end(),
  '/metadata': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/circle': (response) => response.writeHead(302, { location: '/circle' }).end(),
  '/elsewhere': (response) =>
    response.writeHead(302, { location: `http://localhost:${(server.address() as AddressInfo).port}/file` }).end(),
  '/gone': (response) => response.writeHead(404).end('no'),
  '/empty': (response) => response.writeHead(200).end(),
  '/announced': (response) => response.writeHead(200, { 'content-length': '5000' }).end('x'.repeat(5_000)),
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '500' }).write('x');
    setTimeout(() => response.destroy(), 20);
  },
  '/endless': (response) => {
    response.writeHead(200);
    const more = () => {
      if (!response.destroyed) response.write('x'.repeat(256), () => setTimeout(more, 1));
    };
    more();
  },
  '/slow': (response) => void response.writeHead(200).write('x'),
};

let server: Server;
let base: string;
let client: MediaFetchClient;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    routes[request.url!]!(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here = ['127.0.0.1', 'localhost'];
  client = new MediaFetchClient({
    policy: { allow_http: here, allow_private: here, allow_ports: [443] },
    timeout_ms: 400,
    max_bytes: 1_000,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a file of a stranger', () => {
  it('is fetched with its type, also behind a redirect', async () => {
    const file = { state: 'fetched', content: Buffer.from('0123456789'), content_type: 'image/jpeg' };
    expect(await client.fetch(`${base}/file`)).toEqual(file);
    expect(await client.fetch(`${base}/moved`)).toEqual(file);
  });

  it.each([
    ['/inside', 'refused', 'url_not_allowed'],
    ['/metadata', 'refused', 'url_not_allowed'],
    ['/circle', 'refused', 'too_many_redirects'],
    ['/gone', 'again', 'http_404'],
    ['/empty', 'again', 'empty'],
    ['/cut', 'again', 'network'],
    ['/announced', 'refused', 'too_large'],
    ['/endless', 'refused', 'too_large'],
    ['/slow', 'again', 'timeout'],
  ])('%s: %s, %s', async (path, state, reason) => {
    expect(await client.fetch(`${base}${path}`)).toEqual({ state, reason });
  });

  it.each([
    'ftp://files.example.com/x',
    'https://10.0.0.1/x',
    'http://[::1]/x',
    'https://user:word@files.example.com/x',
    'https://127.0.0.2/x',
  ])('is not fetched from %s', async (address) => {
    expect(await client.fetch(address)).toEqual({ state: 'refused', reason: 'url_not_allowed' });
  });

  it('is not fetched from a name that means a private address', async () => {
    const resolve = () => Promise.resolve([{ address: '10.1.2.3', family: 4 }]);
    const other = new MediaFetchClient({
      policy: { allow_http: [], allow_private: [], allow_ports: [443] },
      timeout_ms: 400,
      max_bytes: 1_000,
      resolve,
    });
    expect(await other.fetch('https://files.example.com/x')).toEqual({ state: 'refused', reason: 'url_not_allowed' });
  });

  it('is asked for with the key on the host of the key, and on no other', async () => {
    asked.length = 0;
    await client.fetch(`${base}/moved`, { authorization: 'Bearer key' });
    await client.fetch(`${base}/elsewhere`, { authorization: 'Bearer key' });
    expect(asked.map(({ url, headers }) => [url, headers.authorization ?? null])).toEqual([
      ['/moved', 'Bearer key'],
      ['/file', 'Bearer key'],
      ['/elsewhere', 'Bearer key'],
      ['/file', null],
    ]);
  });
});
