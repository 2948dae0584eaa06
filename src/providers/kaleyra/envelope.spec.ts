import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf, firstPage, idsOf, KEY, makeClient } from './specSupport.js';

describe('a server that is not Kaleyra', () => {
  let server: Server;
  let answer: { status?: number; headers?: Record<string, string>; body: string };
  let asked: string[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
  });
  const there = () => makeClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  it('gets no key by a redirect', async () => {
    answer = { status: 307, headers: { location: '/elsewhere' }, body: '' };
    expect(await failureOf(firstPage(there()))).toMatchObject({ kind: 'rejected', code: 'provider_protocol_error' });
    expect(asked).toEqual(['/']);
  });

  it('shows at most 300 characters, and never the key it echoes', async () => {
    answer = { body: `<html>${`api_key=${KEY} `.repeat(40)}` };
    const { excerpt } = await failureOf(firstPage(there()));
    expect(excerpt).toMatch(/^<html>api_key=\*\*\* /);
    expect(excerpt!.length).toBeLessThanOrEqual(300);
    answer = { body: JSON.stringify({ status: 'A1', message: `No such key ${KEY}`.repeat(30) }) };
    expect((await failureOf(firstPage(there()))).message).toContain('No such key ***');
  });

  it.each([
    ['{}'],
    ['{"data":[{"id":"1"}]}'],
    ['null'],
    ['"OK"'],
    ['200'],
    [''],
    ['{"status":"200","data":"see the attachment"}'],
    ['{"status":"200","data":{"rows":[{"id":"1"}]}}'],
    ['{"status":"200","data":7}'],
  ])('is not believed when it answers %s', async (body) => {
    answer = { body };
    expect(await failureOf(firstPage(there()))).toMatchObject({ kind: 'temporary', code: 'provider_protocol_error' });
  });

  it.each([
    ['{"message":"ok","data":[{"id":"1"}]}'],
    ['\uFEFF{"status":200,"data":{"0":{"id":"1"}}}'],
    ['{"status":"200","data":[],"records":[{"id":"1"}]}'],
    ['{"status":"200","data":{"records":"","data":[{"id":"1"}]}}'],
    ['[{"id":"1"}]'],
  ])('is believed when it answers %s', async (body) => {
    answer = { body };
    expect(await firstPage(there())).toEqual([{ id: '1' }]);
  });

  it('reads index keys in their own order', async () => {
    answer = { body: '{"status":"200","data":{"10":{"id":"c"},"2":{"id":"b"},"0":{"id":"a"}}}' };
    expect(idsOf(await firstPage(there()))).toEqual(['a', 'b', 'c']);
  });

  it('is cut off when its answer does not end', async () => {
    answer = { body: 'x'.repeat(65 * 1024 * 1024) };
    expect(await failureOf(firstPage(there()))).toMatchObject({ kind: 'unknown', code: 'provider_protocol_error' });
    expect(asked).toHaveLength(1);
    expect(await failureOf(there().outboundCall({ numbers: ['5550001001'], play: '17.sound' }))).toMatchObject({ kind: 'ambiguous' });
  });

  it('classifies a refusal that comes as HTTP 400', async () => {
    answer = { status: 400, body: '{"status":"A401","message":"Invalid API key"}' };
    expect(await failureOf(firstPage(there()))).toMatchObject({ kind: 'unauthorised' });
  });
});
