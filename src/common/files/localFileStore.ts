import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { AppError } from '../errors/appError.js';
import type { ByteRange } from '../http/byteRange.js';
import { fileMissing, FileStore, fileStoreUnavailable, type StoredFile } from './fileStore.js';
import { inLanes } from '../concurrency/inLanes.js';

// Thousands of small files: these cost half of what node:fs/promises does, see docs/decisions/mail_parsing_thread.md. Closing what was
// read or synced, and asking an open file for its size, wait for no disk: those are done at once.
const calls = {
  open: promisify(fs.open),
  read: promisify(fs.read),
  write: promisify(fs.write),
  datasync: promisify(fs.fdatasync),
  sync: promisify(fs.fsync),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  stat: promisify(fs.stat),
  mkdir: promisify(fs.mkdir),
};

/** Where it is in the data folder. */
export const FILES_FOLDER = 'files';

/** Files of one call that are open at once. */
const OPEN_AT_ONCE = 50;

/** Contents as files below one folder of this machine, named by their hash. */
export class LocalFileStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(content: Buffer): Promise<StoredFile> {
    const [stored] = await this.putAll([content]);
    return stored!;
  }

  override async putAll(contents: Buffer[]): Promise<StoredFile[]> {
    const stored = contents.map((content) => ({ sha256: createHash('sha256').update(content).digest('hex'), size: content.length }));
    const places = new Map(stored.map(({ sha256 }, at) => [this.place(sha256), contents[at]!]));
    try {
      await inLanes([...places], OPEN_AT_ONCE, ([place, content]) => this.write(place, content));
      // The names too must survive a power failure; also those that another call gave a moment ago.
      await inLanes([...new Set([...places.keys()].map((place) => path.dirname(place)))], OPEN_AT_ONCE, syncFolder);
    } catch (error) {
      throw unavailable(error);
    }
    return stored;
  }

  async read(sha256: string): Promise<Buffer> {
    const file = await calls.open(this.place(sha256), 'r').catch(missing(sha256));
    try {
      const content = Buffer.allocUnsafeSlow(fs.fstatSync(file).size);
      for (let at = 0; at < content.length;) {
        const { bytesRead } = await calls.read(file, content, at, content.length - at, at);
        if (bytesRead === 0) throw fileMissing({ sha256 });
        at += bytesRead;
      }
      return content;
    } catch (error) {
      throw unavailable(error);
    } finally {
      fs.closeSync(file);
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const file: FileHandle = await open(this.place(sha256), 'r').catch(missing(sha256));
    return file.createReadStream(range);
  }

  async remove(sha256: string): Promise<void> {
    await calls.unlink(this.place(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw unavailable(error);
    });
  }

  space(name: string): LocalFileStore {
    return new LocalFileStore(path.join(this.folder, name));
  }

  /** A reader never sees half a file: it gets its name when it is on the disk. */
  private async write(place: string, content: Buffer): Promise<void> {
    // Whatever keeps us from seeing it will keep us from writing it, and is raised then.
    const known = await calls.stat(place).catch(() => undefined);
    if (known?.size === content.length) return;
    const draft = `${place}.${randomUUID()}`;
    const file = await calls.open(draft, 'wx', 0o600).catch(async (error: NodeJS.ErrnoException) => {
      // The first of its folder.
      if (error.code !== 'ENOENT') throw error;
      await makeFolder(path.dirname(place));
      return calls.open(draft, 'wx', 0o600);
    });
    try {
      try {
        // A disk that is almost full may take a part.
        for (let at = 0; at < content.length;) at += (await calls.write(file, content, at)).bytesWritten;
        await calls.datasync(file);
      } finally {
        fs.closeSync(file);
      }
      await calls.rename(draft, place);
    } catch (error) {
      // The first failure is the one to tell; a draft that stays is a file that nobody names.
      await calls.unlink(draft).catch(() => undefined);
      throw error;
    }
  }

  private place(sha256: string): string {
    // What comes from outside must not name a file elsewhere.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw fileMissing({ sha256 });
    return path.join(this.folder, sha256.slice(0, 2), sha256);
  }
}

/** With the folders above it, each known to the disk by its name. */
async function makeFolder(folder: string): Promise<void> {
  const first = await calls.mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const file = await calls.open(folder, 'r');
  await calls.sync(file).finally(() => fs.closeSync(file));
}

function missing(sha256: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw error.code === 'ENOENT' ? fileMissing({ sha256 }) : unavailable(error);
  };
}

/** A disk that is full, read-only, broken or not ours: it says nothing about the content. */
function unavailable(error: unknown): AppError {
  return error instanceof AppError ? error : fileStoreUnavailable(undefined, { cause: error, headers: { 'retry-after': '5' } });
}
