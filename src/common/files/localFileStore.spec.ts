import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { LocalFileStore } from './localFileStore.js';

const folder = mkdtempSync(path.join(tmpdir(), 'file-store-'));
const store = new LocalFileStore(folder);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the local file store', () => {
  it('keeps a content once, however often and however much at once it is put', async () => {
    const content = Buffer.from('a content of the test');
    const puts = await Promise.all(Array.from({ length: 20 }, () => store.put(content)));
    expect(new Set(puts.map(({ sha256 }) => sha256)).size).toBe(1);
    const { sha256, size } = puts[0]!;
    expect(size).toBe(content.length);
    expect(readdirSync(path.join(folder, sha256.slice(0, 2)))).toEqual([sha256]);
    expect(await store.read(sha256)).toEqual(content);
    expect(await text(await store.open(sha256))).toBe('a content of the test');
    expect(await text(await store.open(sha256, { start: 2, end: 8 }))).toBe('content');
  });

  it('keeps many in one call, each content once, with an answer for each in order', async () => {
    const contents = Array.from({ length: 120 }, (_, n) => Buffer.from(`content ${n % 100}`));
    const calls = await Promise.all([store.putAll(contents), store.putAll(contents.toReversed())]);
    const [forth, back] = calls.map((stored) => stored.map(({ sha256 }) => sha256));
    expect(back).toEqual(forth!.toReversed());
    expect((await Promise.all(forth!.map((sha256) => store.read(sha256)))).map(String)).toEqual(contents.map(String));
    // No draft is left, and nothing lies there twice.
    const there = readdirSync(folder).flatMap((name) => readdirSync(path.join(folder, name)));
    expect(there.filter((name) => forth!.includes(name)).sort()).toEqual([...new Set(forth)].sort());
    expect(there.filter((name) => name.length !== 64)).toEqual([]);
    expect(await store.putAll([])).toEqual([]);
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
  });

  it('says that it is unavailable where nothing can be written or read', async () => {
    const file = path.join(folder, 'a-file-in-its-place');
    writeFileSync(file, '');
    const broken = new LocalFileStore(file);
    const unavailable = { code: 'file_store_unavailable', statusCode: 503, headers: { 'retry-after': '5' } };
    await expect(broken.put(Buffer.from('anything'))).rejects.toMatchObject(unavailable);
    await expect(broken.read('a'.repeat(64))).rejects.toMatchObject(unavailable);
    await expect(broken.open('a'.repeat(64))).rejects.toMatchObject(unavailable);
  });

  it('answers no call whose content could not be written, and leaves no draft', async () => {
    const content = Buffer.from('there is a folder where it belongs');
    const sha256 = createHash('sha256').update(content).digest('hex');
    mkdirSync(path.join(folder, sha256.slice(0, 2), sha256), { recursive: true });
    const failure = { code: 'file_store_unavailable', cause: { code: 'EISDIR' } };
    await expect(store.putAll([Buffer.from('another one'), content])).rejects.toMatchObject(failure);
    expect(readdirSync(path.join(folder, sha256.slice(0, 2))).filter((name) => name.length !== 64)).toEqual([]);
  });

  it('says when a content is not there, or could not be', async () => {
    await expect(store.read('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(store.open('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(store.read('../../etc/passwd')).rejects.toMatchObject({ code: 'file_missing' });
  });
});
