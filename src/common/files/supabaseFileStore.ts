import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type ByteRange, partOf } from '../http/byteRange.js';
import { fileMissing, FileStore, fileStoreUnavailable, type StoredFile } from './fileStore.js';

/** How long the store may take to answer, milliseconds. */
const ANSWER_MS = 30_000;
const BUCKET = 'customer-success-files';

export interface SupabaseFileStoreSettings {
  /** Of the project, without a slash at the end. */
  url: string;
  service_role_key: string;
}

/** Contents in a private bucket of Supabase Storage, named by their hash. The bucket is made when it is not there. */
export class SupabaseFileStore extends FileStore {
  /** `folder`: where in the bucket, '' or with a slash at its end. */
  constructor(
    private readonly settings: SupabaseFileStoreSettings,
    private readonly folder = '',
  ) {
    super();
  }

  async put(content: Buffer): Promise<StoredFile> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const upload = () =>
      this.ask('POST', `object/${this.place(sha256)}`, {
        body: new Uint8Array(content),
        headers: { 'content-type': 'application/octet-stream', 'x-upsert': 'false' },
      });
    let answer = await upload();
    if (answer.status === 404) {
      await this.makeBucket();
      answer = await upload();
    }
    // 409: the same content is there already.
    if (!answer.ok && answer.status !== 409) throw unexpected(answer);
    return { sha256, size: content.length };
  }

  async read(sha256: string): Promise<Buffer> {
    return Buffer.from(await (await this.download(sha256)).arrayBuffer());
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const { body, status } = await this.download(sha256, range && { range: `bytes=${range.start}-${range.end}` });
    const stream = body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]);
    return range && status !== 206 ? partOf(stream, range) : stream;
  }

  async remove(sha256: string): Promise<void> {
    const answer = await this.ask('DELETE', `object/${this.place(sha256)}`);
    if (!answer.ok && answer.status !== 404) throw unexpected(answer);
  }

  space(name: string): SupabaseFileStore {
    return new SupabaseFileStore(this.settings, `${this.folder}${name}/`);
  }

  private place(sha256: string): string {
    return `${BUCKET}/${this.folder}${sha256.slice(0, 2)}/${sha256}`;
  }

  private async download(sha256: string, headers?: Record<string, string>): Promise<Response> {
    // What comes from outside must not name a file elsewhere.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw fileMissing({ sha256 });
    const answer = await this.ask('GET', `object/${this.place(sha256)}`, { headers });
    if (answer.status === 404) throw fileMissing({ sha256 });
    if (!answer.ok) throw unexpected(answer);
    return answer.response;
  }

  private async makeBucket(): Promise<void> {
    const body = JSON.stringify({ id: BUCKET, name: BUCKET, public: false });
    const answer = await this.ask('POST', 'bucket', { body, headers: { 'content-type': 'application/json' } });
    // 409: another node was faster.
    if (!answer.ok && answer.status !== 409) throw unexpected(answer);
  }

  private async ask(
    method: string,
    path: string,
    { body, headers }: Pick<RequestInit, 'body'> & { headers?: Record<string, string> } = {},
  ): Promise<StorageAnswer> {
    const { url, service_role_key } = this.settings;
    // The deadline is for the answer to begin; how long a big content then takes is its reader's business.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), ANSWER_MS);
    try {
      const response = await fetch(`${url}/storage/v1/${path}`, {
        method,
        body,
        headers: { apikey: service_role_key, authorization: `Bearer ${service_role_key}`, ...headers },
        signal: deadline.signal,
      });
      return response.ok ? { ok: true, status: response.status, response } : await failure(response);
    } catch (cause) {
      throw fileStoreUnavailable(undefined, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

interface StorageAnswer {
  ok: boolean;
  status: number;
  code?: string;
  response: Response;
}

/** Most failures come as HTTP 400; the real status stands in the body, as text. */
async function failure(response: Response): Promise<StorageAnswer> {
  const body = (await response.json().catch(() => undefined)) as { statusCode?: string; code?: string; error?: string } | undefined;
  return { ok: false, status: Number(body?.statusCode) || response.status, code: body?.code ?? body?.error, response };
}

function unexpected({ status, code }: StorageAnswer): Error {
  return fileStoreUnavailable(undefined, { cause: new Error(`Supabase Storage answered ${status} ${code ?? ''}`.trim()) });
}
