import { ProviderError, type ProviderErrorKind } from '../providerError.js';
import { type Body, isSuccess, parseBody, refusal } from './envelope.js';

/** How a request fails outside a 2xx answer, and what that means for the next step. */

/** Raised before a byte was sent, so what was asked for did not happen. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

class TransportFailure extends ProviderError {
  retry_after_ms = 0;
  never_sent = false;
}

function failure(kind: ProviderErrorKind, code: string, message: string, excerpt?: string): TransportFailure {
  return new TransportFailure('kaleyra', kind, code, message, excerpt);
}

/** Takes the error's code and words only: the axios error itself holds the request, and with it the key. */
export function transportFailure(code: string | undefined, words: string, deadline_passed: boolean): ProviderError {
  if (deadline_passed) return failure('temporary', 'provider_timeout', 'Kaleyra did not respond in time.');
  if (words.startsWith('maxContentLength')) return failure('unknown', 'provider_protocol_error', "Kaleyra's response is too large.");
  const error = failure('temporary', 'provider_unavailable', `The connection to Kaleyra failed (${code ?? 'unknown cause'}).`);
  error.never_sent = code !== undefined && NEVER_SENT.has(code);
  return error;
}

export function httpFailure(status: number, text: string, retry_after: unknown, excerpt: (text: string) => string): ProviderError {
  const seen = excerpt(text);
  if (status === 429) {
    const error = failure('temporary', 'rate_limited', 'Kaleyra asks us to slow down.', seen);
    error.retry_after_ms = waitOf(retry_after);
    return error;
  }
  if (status >= 500) {
    const error = failure('temporary', 'provider_unavailable', `Kaleyra answered HTTP ${status}.`, seen);
    error.retry_after_ms = waitOf(retry_after);
    return error;
  }
  if (status === 408) return failure('temporary', 'provider_timeout', 'Kaleyra gave up waiting for the request.', seen);
  if (status === 401 || status === 403) return failure('unauthorised', 'provider_unauthorised', `Kaleyra answered HTTP ${status}.`, seen);
  if (status < 400) return failure('rejected', 'provider_protocol_error', `Kaleyra answered HTTP ${status}: is the base URL right?`, seen);
  const body = parseBody(text);
  if (body && !isSuccess(body) && typeof (body as Body).message === 'string') return refusal(body as Body, excerpt);
  return failure('rejected', 'provider_rejected', `Kaleyra answered HTTP ${status}.`, seen);
}

export function isWorthRetrying(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'temporary';
}

export function retryAfterMs(error: unknown): number {
  return error instanceof TransportFailure ? error.retry_after_ms : 0;
}

/** There is no idempotency key: unless it is certain that no phone rings, nobody may try again. */
export function dialFailure(error: unknown): unknown {
  if (!(error instanceof ProviderError) || (error.kind !== 'temporary' && error.kind !== 'unknown')) return error;
  if (error.code === 'rate_limited' || (error instanceof TransportFailure && error.never_sent)) return error;
  return failure('ambiguous', error.code, `${error.message} The call may have been placed.`, error.excerpt);
}

/** Retry-After is a number of seconds or a date. */
function waitOf(retry_after: unknown): number {
  if (typeof retry_after !== 'string') return 0;
  const ms = /^\d+$/.test(retry_after.trim()) ? Number(retry_after) * 1000 : Date.parse(retry_after) - Date.now();
  return ms > 0 ? ms : 0;
}
