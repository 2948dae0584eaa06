import type { Readable } from 'node:stream';
import { defineError } from '../errors/appError.js';
import type { ByteRange } from '../http/byteRange.js';
import { inLanes } from '../concurrency/inLanes.js';

export const fileMissing = defineError('file_missing', 410, 'The content is no longer in the file store.');

export const fileStoreUnavailable = defineError('file_store_unavailable', 503, 'The file store is not responding; try again shortly.');

/** Contents of one call that are on their way at once. */
const PUTS_AT_ONCE = 8;

/** A content in the store. */
export interface StoredFile {
  /** Hex; the same content has the same one, and is kept once. */
  sha256: string;
  size: number;
}

/**
 * Where contents lie that are too large for a table: raw messages, attachments. A content is safe when `put` resolves, so the row
 * that names it is written afterwards; a crash in between leaves a content that nobody names, never a row without content.
 */
export abstract class FileStore {
  /** Keeps a content; the same one twice is once. */
  abstract put(content: Buffer): Promise<StoredFile>;
  /** Keeps many; answers in their order. What one failure leaves behind is contents that nobody names. */
  putAll(contents: Buffer[]): Promise<StoredFile[]> {
    return inLanes(contents, PUTS_AT_ONCE, (content) => this.put(content));
  }
  /** Raises file_missing. */
  abstract read(sha256: string): Promise<Buffer>;
  /** The whole, or the bytes of a range that lies within it. Raises file_missing before the first byte. */
  abstract open(sha256: string, range?: ByteRange): Promise<Readable>;
  /**
   * Takes a content away; one that is not there is no error. Only in a space of one's own: elsewhere another row may name the same content.
   * Whoever puts and whoever removes must exclude each other.
   */
  abstract remove(sha256: string): Promise<void>;
  /** A store of its own within this one: the same content there and here is two. */
  abstract space(name: string): FileStore;
}
