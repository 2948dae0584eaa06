import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isUuid } from '../list/uuid.js';
import { validationFailed } from '../errors/commonErrors.js';

const ACCEPTABLE = /^[\x20-\x7e]{1,255}$/;

/** The header's value. Raises validation_failed. */
export function readIdempotencyKey(header: string | string[]): string {
  if (typeof header === 'string' && ACCEPTABLE.test(header)) return header;
  throw validationFailed([{ field: 'idempotency-key', message: 'idempotency-key must be 1 to 255 printable ASCII characters' }]);
}

/** What makes two requests the same: query and body, whatever the order of their fields. */
export function fingerprint(query: unknown, body: unknown): string {
  return createHash('sha256')
    .update(`${canonical(query)} ${canonical(body)}`)
    .digest('hex');
}

/**
 * The route with the ids that it was called with, each in one spelling: capitals, leading zeros and escapes of a URL make no other request.
 */
export function canonicalPath(route: string, params: Record<string, string>): string {
  return route.replace(/:(\w+)/g, (_, name: string) => {
    const given = params[name] ?? '';
    if (isUuid(given.toLowerCase())) return given.toLowerCase();
    return /^\d+$/.test(given) ? given.replace(/^0+(?=\d)/, '') : encodeURIComponent(given);
  });
}

/** The same of a request that has come to its route. */
export function pathOf(request: FastifyRequest): string {
  const { url } = request.routeOptions;
  return url === undefined ? request.url.split('?')[0]! : canonicalPath(url, request.params as Record<string, string>);
}

/** JSON with its fields in order. Bodies are bounded in depth before they come here. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, content]) => `${JSON.stringify(name)}:${canonical(content)}`).join(',')}}`;
}
