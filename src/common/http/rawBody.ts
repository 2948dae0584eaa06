import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { unsupportedMediaType } from '../errors/commonErrors.js';
import { bodyBroken, READ_BY_ROUTES } from './intake.js';

/** On a route that reads its body itself, by `Intake.read`. */
export const ReadsBytes = (type: (typeof READ_BY_ROUTES)[number] = 'application/octet-stream') => RouteConfig({ reads_bytes: type });

/** Whether the request's route reads its body itself, when it is of this type. */
export function readsBytes(request: FastifyRequest): boolean {
  const { reads_bytes } = request.routeOptions.config as { reads_bytes?: string };
  return reads_bytes !== undefined && (request.headers['content-type']?.toLowerCase().startsWith(reads_bytes) ?? false);
}

/**
 * Bodies of these types stay on the socket until a route reads them: so only who may call the route can make us
 * hold them. Any other route refuses them: an order whose body is not read would be done as if it had none.
 */
export function leaveBytesUnread(fastify: FastifyInstance): void {
  fastify.addContentTypeParser([...READ_BY_ROUTES], (request, _payload, done) => {
    // The rest of the body would be taken for the next request.
    done(readsBytes(request) ? null : unsupportedMediaType(undefined, { headers: { connection: 'close' } }), undefined);
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', (request, payload, done) => {
    const { form } = request.routeOptions.config as { form?: 'ignored' | 'read' };
    if (!form) return done(unsupportedMediaType(undefined, { headers: { connection: 'close' } }), undefined);
    // Bounded before: anyone may send one.
    const chunks: Buffer[] = [];
    payload
      .on('data', (chunk: Buffer) => form === 'read' && chunks.push(chunk))
      .once('end', () => done(null, form === 'read' ? formFields(Buffer.concat(chunks).toString('utf8')) : undefined))
      .once('error', (error) => done(error, undefined));
  });
}

/** The fields of a form, all of them text; `answers.score=5` is a field of an object. */
export function formFields(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [head, ...rest] = name.split('.');
    const inner = rest.join('.');
    if (!inner) define(fields, name, value);
    else {
      if (!Object.hasOwn(fields, head!) || typeof fields[head!] !== 'object') define(fields, head!, {});
      define(fields[head!] as Record<string, unknown>, inner, value);
    }
  }
  return fields;
}

/** Also `__proto__`, as a field that nobody asked for. */
function define(fields: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

const hashes = new WeakMap<IncomingMessage, string>();

/** SHA-256 in hex of the bytes that were read of this request; undefined when they were not, or not to the end. */
export function bytesHash(request: IncomingMessage): string | undefined {
  return hashes.get(request);
}

/** The same for bytes that nobody wants: they are read and not kept. Raises body_broken. */
export async function hashBytes(request: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    throw bodyBroken(undefined, { cause: error });
  }
  return hash.digest('hex');
}

/** Remembers the SHA-256 in hex of a request's bytes, once they are read to the end. */
export function rememberBytes(request: IncomingMessage, sha256: string): void {
  hashes.set(request, sha256);
}
