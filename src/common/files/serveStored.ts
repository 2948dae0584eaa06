import { rangeOf, type RangeWish, type ServedBytes } from '../http/byteRange.js';
import { attachmentHeaders } from './attachmentHeaders.js';
import type { FileStore } from './fileStore.js';

/** A content of the store, or the part of it that is wished, with the headers of a file from a stranger. Raises file_missing. */
export async function serveStored(
  files: FileStore,
  { sha256, size, filename, mime }: { sha256: string; size: number; filename: string; mime: string },
  wish: RangeWish,
): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
  const etag = `"${sha256}"`;
  const range = rangeOf(wish, { size, etag });
  return { bytes: { stream: await files.open(sha256, range), size, range, etag }, headers: attachmentHeaders(filename, mime) };
}
