import { text } from 'node:stream/consumers';
import { type StorageServer, startStorageServer } from '../../../test/support/storageServer.js';
import { SupabaseFileStore } from './supabaseFileStore.js';

let server: StorageServer;
let store: SupabaseFileStore;
beforeEach(async () => {
  server = await startStorageServer();
  store = new SupabaseFileStore({ url: server.url, service_role_key: server.key });
});
afterEach(() => server.stop());

describe('the file store in Supabase Storage', () => {
  it('makes its bucket when it is missing, and keeps a content once, however often and however much at once it is put', async () => {
    const content = Buffer.from([0, 255, ...Buffer.from('a content of the test')]);
    const puts = await Promise.all(Array.from({ length: 10 }, () => store.put(content)));
    expect(new Set(puts.map(({ sha256 }) => sha256)).size).toBe(1);
    const { sha256, size } = puts[0]!;
    expect(size).toBe(content.length);
    const [objects] = [...server.buckets.values()];
    expect([...objects!.keys()]).toEqual([`${sha256.slice(0, 2)}/${sha256}`]);
    expect(await store.put(content)).toEqual({ sha256, size });
    expect(await store.read(sha256)).toEqual(content);
    expect(await text((await store.open(sha256)).setEncoding('latin1'))).toContain('a content of the test');
  });

  it.each([false, true])('opens a part of a content; the server ignores ranges: %s', async (ignores) => {
    const other = await startStorageServer('a storage key of the test', ignores);
    const there = new SupabaseFileStore({ url: other.url, service_role_key: other.key });
    const { sha256 } = await there.put(Buffer.from('a content of the test'));
    expect(await text(await there.open(sha256, { start: 2, end: 8 }))).toBe('content');
    await other.stop();
  });

  it('has spaces whose contents are theirs alone, and go when they are removed', async () => {
    const content = Buffer.from('here and there');
    const space = store.space('a-space');
    const { sha256 } = await store.put(content);
    await expect(space.read(sha256)).rejects.toMatchObject({ code: 'file_missing' });
    await space.put(content);
    await space.remove(sha256);
    await space.remove(sha256);
    await expect(space.read(sha256)).rejects.toMatchObject({ code: 'file_missing' });
    expect(await store.read(sha256)).toEqual(content);
    server.fail(1, { status: 500, code: 'InternalError' });
    await expect(store.remove(sha256)).rejects.toMatchObject({ code: 'file_store_unavailable' });
  });

  it('keeps an empty content, too', async () => {
    const { sha256 } = await store.put(Buffer.alloc(0));
    expect(await store.read(sha256)).toEqual(Buffer.alloc(0));
  });

  it('says when a content is not there, or could not be', async () => {
    await expect(store.read('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    await store.put(Buffer.from('x'));
    await expect(store.open('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    const asked = server.requests.length;
    await expect(store.read('../../etc/passwd')).rejects.toMatchObject({ code: 'file_missing' });
    expect(server.requests).toHaveLength(asked);
  });

  it.each([
    ['refuses the key', { status: 403, code: 'AccessDenied' }],
    ['is too busy', { status: 429, code: 'SlowDown' }],
    ['tells the true status', { status: 503, code: 'SlowDown', http: 503 }],
  ])('never takes a content for stored when the server %s', async (_name, failure) => {
    server.fail(1, failure);
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'file_store_unavailable', statusCode: 503 });
    server.fail(1, failure);
    await expect(store.read('0'.repeat(64))).rejects.toMatchObject({ code: 'file_store_unavailable' });
  });

  it('says when nobody answers', async () => {
    await server.stop();
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'file_store_unavailable' });
  });
});
