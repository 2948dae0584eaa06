import { createServer, request as send, type ClientRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors/appError.js';
import { Intake } from './intake.js';

const LIMIT = 1_000;

describe('the intake of bodies', () => {
  let server: Server;
  let intake: Intake;
  let port = 0;
  beforeEach(async () => {
    intake = new Intake({ bodies: 3, bytes: 1_500, deadline_ms: 300 });
    server = createServer((request, response) => {
      intake.read(request, LIMIT).then(
        (body) => response.end(`${body.length} bytes`),
        (error: Error) => response.end(error instanceof AppError ? error.code : 'broken'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const begin = (bytes: number): { request: ClientRequest; answer: Promise<string> } => {
    const request = send({ port, host: '127.0.0.1', method: 'POST' });
    const answer = new Promise<string>((resolve) => {
      request.on('error', () => resolve('cut'));
      request.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text));
      });
    });
    request.write(Buffer.alloc(bytes));
    return { request, answer };
  };
  const arrived = async (bytes: number) => {
    while (intake.load.bytes < bytes) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('holds a body, and nothing once it is read', async () => {
    const { request, answer } = begin(900);
    request.end();
    expect(await answer).toBe('900 bytes');
    expect(intake.load).toEqual({ bodies: 0, bytes: 0 });
  });

  it('refuses one that is too large', async () => {
    expect(await begin(LIMIT + 1).answer).toBe('body_too_large');
  });

  it('is bounded in bytes over all, and in their number', async () => {
    const first = begin(900);
    await arrived(900);
    expect(await begin(900).answer).toBe('too_much_under_way');
    begin(1);
    begin(1);
    await arrived(902);
    expect(await begin(1).answer).toBe('too_much_under_way');
    first.request.end();
    expect(await first.answer).toBe('900 bytes');
  });

  it('ends a slow one after a while, and frees its place', async () => {
    expect(await begin(10).answer).toBe('request_timeout');
    expect(intake.load).toEqual({ bodies: 0, bytes: 0 });
  });

  it('frees the place of one that breaks off', async () => {
    const { request } = begin(10);
    await arrived(10);
    request.destroy();
    while (intake.load.bodies > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(intake.load).toEqual({ bodies: 0, bytes: 0 });
  });
});
