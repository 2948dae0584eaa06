import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
  });

  it('says when a content is not there, or could not be', async () => {
    await expect(store.read('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(store.open('0'.repeat(64))).rejects.toMatchObject({ code: 'file_missing' });
    await expect(store.read('../../etc/passwd')).rejects.toMatchObject({ code: 'file_missing' });
  });
});
