import type { IncomingMessage, ServerResponse } from 'node:http';

/** Reading and writing HTTP, as little of it as the sandboxes need. */

const LONGEST_BODY = 8 * 1024 * 1024;

/** Query and form together: the real service takes either. The key may also come as a header. */
export async function readParams(request: IncomingMessage): Promise<URLSearchParams> {
  const url = request.url ?? '';
  const params = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (body.length > 0 && type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) if (typeof value === 'string') params.set(name, value);
  } else if (body.length > 0) {
    for (const [name, value] of new URLSearchParams(body.toString())) params.set(name, value);
  }
  const header_key = request.headers['x-api-key'];
  if (typeof header_key === 'string' && !params.has('api_key')) params.set('api_key', header_key);
  return params;
}

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(request);
  const value: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('the body must be a JSON object');
  return value as Record<string, unknown>;
}

export function send(response: ServerResponse, status: number, type: string, text: string, headers: Record<string, string> = {}): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...headers }).end(body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw new RangeError('the body is too big');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
