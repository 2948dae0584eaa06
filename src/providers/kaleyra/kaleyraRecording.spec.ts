import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderError } from '../providerError.js';
import { fetchRecording } from './kaleyraRecording.js';
import { startKaleyraSandbox } from './kaleyra.sandbox.js';

const hosts = ['play.solutionsinfini.com'];
const address = 'https://play.solutionsinfini.com/?id=sim1';

let server: Server;
let origin: string;
let answers: { status: number; headers?: Record<string, string>; body?: string }[];
let asked: IncomingMessage[];

beforeEach(async () => {
  answers = [];
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    const { status, headers, body } = answers.shift() ?? { status: 500 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const fetch = () => fetchRecording(address, { hosts, origin, timeout_ms: 500 });
const failure = async () => (await fetch().catch((error: unknown) => error)) as ProviderError;

describe('fetchRecording', () => {
  it('streams the sound', async () => {
    answers = [{ status: 200, headers: { 'content-type': 'audio/mpeg' }, body: 'sound' }];
    const { stream, content_type } = await fetch();
    expect([content_type, Buffer.concat(await stream.toArray()).toString()]).toEqual(['audio/mpeg', 'sound']);
    expect(asked[0]!.headers.authorization).toBeUndefined();
  });

  it('goes nowhere but to the allowed hosts', async () => {
    await expect(fetchRecording('https://169.254.169.254/?id=x', { hosts, origin, timeout_ms: 500 })).rejects.toMatchObject({
      code: 'recording_host_refused',
    });
    answers = [{ status: 302, headers: { location: 'https://evil.example/x' } }];
    expect(await failure()).toMatchObject({ code: 'recording_host_refused' });
    expect(asked).toHaveLength(1);
  });

  it('follows one redirect and no second one', async () => {
    const redirect = { status: 302, headers: { location: '/?id=sim2' } };
    answers = [redirect, { status: 200, headers: { 'content-type': 'audio/wav' }, body: 'sound' }];
    expect((await fetch()).content_type).toBe('audio/wav');
    answers = [redirect, redirect];
    expect(await failure()).toMatchObject({ code: 'provider_protocol_error' });
  });

  it.each([
    ['a missing recording', { status: 404 }, 'provider_not_found'],
    ['a failing host', { status: 503 }, 'provider_unavailable'],
    ['a login page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'provider_unavailable'],
  ])('tells %s', async (_name, answer, code) => {
    answers = [answer];
    expect(await failure()).toMatchObject({ code });
  });

  it('asks for a part of it, and takes the part out where the whole comes', async () => {
    const part = async () => {
      const { stream, size, range, etag } = await fetchRecording(
        address,
        { hosts, origin, timeout_ms: 500 },
        { range: 'bytes=2-4', if_range },
      );
      return [Buffer.concat(await stream.toArray()).toString(), size, range, etag];
    };
    const if_range = '"e"';
    const head = { 'content-type': 'audio/mpeg', etag: '"e"' };
    answers = [
      { status: 206, headers: { ...head, 'content-range': 'bytes 2-4/10' }, body: '234' },
      { status: 200, headers: { ...head, 'content-length': '10' }, body: '0123456789' },
      { status: 200, headers: { ...head, etag: '"f"', 'content-length': '10' }, body: '0123456789' },
      { status: 200, headers: head, body: '0123456789' },
    ];
    const range = { start: 2, end: 4 };
    expect(await part()).toEqual(['234', 10, range, '"e"']);
    expect(asked[0]!.headers).toMatchObject({ range: 'bytes=2-4', 'if-range': '"e"', 'accept-encoding': 'identity' });
    expect(await part()).toEqual(['234', 10, range, '"e"']);
    expect(await part()).toEqual(['0123456789', 10, undefined, '"f"']);
    expect(await part()).toEqual(['0123456789', undefined, undefined, '"e"']);
  });

  it.each([
    ['says so', { status: 416, headers: { 'content-range': 'bytes */10' } }],
    ['sends the whole', { status: 200, headers: { 'content-type': 'audio/mpeg', 'content-length': '10' }, body: '0123456789' }],
  ])('refuses a part behind the end when the provider %s', async (_name, answer) => {
    answers = [answer];
    await expect(fetchRecording(address, { hosts, origin, timeout_ms: 500 }, { range: 'bytes=10-' })).rejects.toMatchObject({
      code: 'range_not_satisfiable',
      headers: { 'content-range': 'bytes */10' },
    });
  });

  it('plays what the sandbox has', async () => {
    const sandbox = await startKaleyraSandbox();
    try {
      const { stream, content_type } = await fetchRecording(address, { hosts, origin: new URL(sandbox.url).origin, timeout_ms: 500 });
      const sound = Buffer.concat(await stream.toArray());
      expect([content_type, sound.subarray(0, 4).toString()]).toEqual(['audio/wav', 'RIFF']);
    } finally {
      await sandbox.stop();
    }
  });
});
