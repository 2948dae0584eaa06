import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A local server that behaves as Supabase Storage does, its odd failures too: HTTP 400 with the real status in the body. */
export interface StorageServer {
  url: string;
  key: string;
  buckets: Map<string, Map<string, Buffer>>;
  requests: string[];
  /** The next so many requests fail this way. */
  fail(times: number, failure: { status: number; code: string; http?: number }): void;
  stop(): Promise<void>;
}

export async function startStorageServer(key = 'a storage key of the test', ignoresRanges = false): Promise<StorageServer> {
  const buckets = new Map<string, Map<string, Buffer>>();
  const requests: string[] = [];
  const faults: { status: number; code: string; http?: number }[] = [];

  const refuse = (response: ServerResponse, status: number, code: string, http = 400) =>
    response
      .writeHead(http, { 'content-type': 'application/json' })
      .end(JSON.stringify({ statusCode: String(status), error: code, code, message: code }));
  const answer = (response: ServerResponse, body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await buffer(request);
    requests.push(`${request.method} ${request.url}`);
    const fault = faults.shift();
    if (fault) return refuse(response, fault.status, fault.code, fault.http);
    if (request.headers.authorization !== `Bearer ${key}` || request.headers.apikey !== key) return refuse(response, 403, 'AccessDenied');
    const [, , , what, bucket = '', ...path] = request.url!.split('/').map(decodeURIComponent);
    if (what === 'bucket' && request.method === 'POST') {
      const { id, public: isPublic } = JSON.parse(body.toString()) as { id: string; public: boolean };
      if (isPublic) return refuse(response, 400, 'InvalidRequest');
      if (buckets.has(id)) return refuse(response, 409, 'ResourceAlreadyExists');
      buckets.set(id, new Map());
      return answer(response, { name: id });
    }
    if (what !== 'object') return refuse(response, 404, 'NoSuchRoute');
    const objects = buckets.get(bucket);
    if (!objects) return refuse(response, 404, 'NoSuchBucket');
    const name = path.join('/');
    if (request.method === 'POST') {
      if (objects.has(name) && request.headers['x-upsert'] !== 'true') return refuse(response, 409, 'KeyAlreadyExists');
      objects.set(name, body);
      return answer(response, { Id: name, Key: `${bucket}/${name}` });
    }
    const found = objects.get(name);
    if (!found) return refuse(response, 404, 'NoSuchKey');
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (request.method === 'DELETE') return answer(response, { message: 'Successfully deleted', existed: objects.delete(name) });
    const part = end === undefined || ignoresRanges ? found : found.subarray(Number(start), Number(end) + 1);
    return response
      .writeHead(part === found ? 200 : 206, { 'content-type': 'application/octet-stream', 'content-length': part.length })
      .end(part);
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    buckets,
    requests,
    fail: (times, failure) => void faults.push(...Array.from({ length: times }, () => failure)),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
