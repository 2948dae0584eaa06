import { createClient } from '@supabase/supabase-js';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeCursor } from '../common/list/cursor.js';
import type { Database } from './database.types.js';
import { Table } from './table.js';

/** A PostgREST that refuses everything: an answer to HEAD has no body, as HTTP wants it. */
let server: Server;
let refusal = { status: 503, body: {} };
let table: Table<'roles'>;

beforeAll(async () => {
  server = createServer((request, response) => {
    // The client asks three times more when it reads a 503; without this it would wait seven seconds in between.
    response.writeHead(refusal.status, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(refusal.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createClient<Database>(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: class {} as never },
  });
  table = new Table(client, undefined as never, 'roles', {});
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a page by cursor', () => {
  it.each([
    ['an absent database', 503, { code: 'PGRST002', message: 'Could not query the database', details: null, hint: null }, 503],
    ['a database that starts', 503, { code: '57P03', message: 'the database system is starting up', details: null, hint: null }, 503],
    ['a bad value', 400, { code: '22007', message: 'invalid input syntax for type timestamp', details: null, hint: null }, 422],
  ])('tells %s as a page without one does', async (_name, status, body, expected) => {
    refusal = { status, body };
    const cursor = encodeCursor(['2026-02-24T00:00:00Z', '7c9e6f0a-1111-4222-8333-444455556666']);
    const told = await Promise.all([{ cursor }, {}].map((query) => table.page(query).catch((error: unknown) => error)));
    for (const error of told) expect(error).toMatchObject({ statusCode: expected });
  });
});
