import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileMissing, FileStore, type StoredFile } from './fileStore.js';

/** Contents as files below one folder of this machine, named by their hash. */
export class LocalFileStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(content: Buffer): Promise<StoredFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const place = this.place(sha256);
    const known = await stat(place).catch(() => undefined);
    if (known?.size !== content.length) await this.write(place, content);
    return { sha256, size: content.length };
  }

  async read(sha256: string): Promise<Buffer> {
    return readFile(this.place(sha256)).catch(missing(sha256));
  }

  async open(sha256: string): Promise<Readable> {
    const file: FileHandle = await open(this.place(sha256), 'r').catch(missing(sha256));
    return file.createReadStream();
  }

  /** A reader never sees half a file: it gets its name when it is on the disk. */
  private async write(place: string, content: Buffer): Promise<void> {
    const draft = `${place}.${randomUUID()}`;
    const file = await open(draft, 'wx', 0o600).catch(async (error: NodeJS.ErrnoException) => {
      // The first of its folder.
      if (error.code !== 'ENOENT') throw error;
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      return open(draft, 'wx', 0o600);
    });
    try {
      await file.writeFile(content);
      await file.datasync();
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    await rename(draft, place);
    // The name too must survive a power failure.
    const folder = await open(path.dirname(place), 'r');
    await folder.sync().finally(() => folder.close());
  }

  private place(sha256: string): string {
    // What comes from outside must not name a file elsewhere.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw fileMissing({ sha256 });
    return path.join(this.folder, sha256.slice(0, 2), sha256);
  }
}

function missing(sha256: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw error.code === 'ENOENT' ? fileMissing({ sha256 }) : error;
  };
}
