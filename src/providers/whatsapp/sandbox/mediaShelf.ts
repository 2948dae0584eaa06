import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { send } from '../../sandbox/wire.js';

/** What is wrong with a file that a customer sent. */
const MEDIA_TROUBLES = [
  /** 200 with a page of HTML. */
  'html',
  /** Bytes without an end. */
  'endless',
  /** 404. */
  'missing',
  /** 410: its time is over. */
  'expired',
  /** The answer never begins. */
  'stall',
  /** The connection breaks after the first half. */
  'cut',
  /** A redirect to an address inside the network. */
  'redirect',
  /** 503 twice, then the file. */
  'flaky',
  /** Another type than the bytes are. */
  'wrong_type',
] as const;
export type MediaTrouble = (typeof MEDIA_TROUBLES)[number];

interface ShelvedFile {
  bytes: Buffer;
  mime: string;
  file_name: string;
  sha256: string;
  trouble?: MediaTrouble;
  fetches: number;
}

const CHUNK = Buffer.alloc(64 * 1024, 0x61);

/** Files of messages, and what can be wrong with them. */
export class MediaShelf {
  private readonly files = new Map<string, ShelvedFile>();

  constructor(private readonly newId: () => string) {}

  put(bytes: Buffer, { mime, file_name, trouble }: { mime: string; file_name: string; trouble?: MediaTrouble }): string {
    if (trouble !== undefined && !MEDIA_TROUBLES.includes(trouble))
      throw new RangeError(`no trouble ${trouble}; there are ${MEDIA_TROUBLES.join(', ')}`);
    const id = this.newId();
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    this.files.set(id, { bytes, mime, file_name, sha256, trouble, fetches: 0 });
    return id;
  }

  find(id: string): Readonly<ShelvedFile> | undefined {
    return this.files.get(id);
  }

  answer(id: string, response: ServerResponse): void {
    const file = this.files.get(id);
    if (!file || file.trouble === 'missing') return send(response, 404, 'text/plain', 'no such file');
    file.fetches += 1;
    const { bytes, mime, trouble } = file;
    switch (trouble) {
      case 'html':
        return send(response, 200, 'text/html; charset=utf-8', '<!doctype html><title>Sign in</title><p>Please sign in.</p>');
      case 'expired':
        return send(response, 410, 'text/plain', 'the link has expired');
      case 'stall':
        return;
      case 'endless':
        response.writeHead(200, { 'content-type': mime });
        return pour(response);
      case 'cut':
        response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length });
        response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
        return;
      case 'redirect':
        response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
        return;
      case 'flaky':
        if (file.fetches <= 2) return send(response, 503, 'text/plain', 'try again');
        break;
      case 'wrong_type':
        response.writeHead(200, { 'content-type': mime === 'image/png' ? 'application/pdf' : 'image/png' }).end(bytes);
        return;
      case undefined:
        break;
    }
    response.writeHead(200, { 'content-type': mime, 'content-length': bytes.length, 'cache-control': 'private, max-age=600' }).end(bytes);
  }
}

function pour(response: ServerResponse): void {
  if (response.destroyed) return;
  if (response.write(CHUNK)) setImmediate(() => pour(response));
  else response.once('drain', () => pour(response));
}
