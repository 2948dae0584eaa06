import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send, sendJson } from '../../../sandbox/wire.js';
import type { ChatSandboxCore } from '../chatSandboxCore.js';

/** The page on which one plays a customer on a telephone. Everything comes from here: no other host is asked for anything. */

const FILES: Record<string, { type: string; file: string }> = {
  '/': { type: 'text/html; charset=utf-8', file: 'phone.html' },
  '/phone.css': { type: 'text/css; charset=utf-8', file: 'phone.css' },
  '/phone.js': { type: 'text/javascript; charset=utf-8', file: 'phone.js' },
};

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const LABELS = { interakt: 'Example Support', netcore: 'Example Orders' };

export function answerPhoneRequest(
  sandboxes: readonly ChatSandboxCore[],
  suggestion: { name: string; number: string },
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'GET') return sendJson(response, 405, { error: 'only GET' });
  if (path === '/accounts') {
    const accounts = sandboxes.map(({ provider, business_number }) => ({ provider, business_number, label: LABELS[provider] }));
    return sendJson(response, 200, { accounts, suggestion });
  }
  const known = Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  if (!known) return sendJson(response, 404, { error: `no ${path}` });
  send(response, 200, known.type, readFileSync(new URL(known.file, import.meta.url), 'utf8'), HEADERS);
}
