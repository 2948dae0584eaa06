import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import type { ChatSendResult } from '../ports/chatSender.port.js';
import { ProviderError, type ProviderErrorKind } from '../providerError.js';
import { isWire, type Wire, wire } from './wireValues.js';

/** How a chat provider is asked over HTTP, and what a failure means for a message that may not be sent twice. */

export interface ChatAnswer {
  status: number;
  text: string;
  /** The body as an object; null when it is none. */
  body: Wire | null;
  retry_after_ms?: number;
}

/** The request failed before there was an answer. */
export class NoAnswer extends ProviderError {
  /** Nothing has left this machine. */
  never_sent = false;
}

type Unsent = Exclude<ChatSendResult, { state: 'sent' }>;

/** Raised before a byte was sent, so what was asked for did not happen. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const LONGEST_EXCERPT = 300;

export class ChatTransport {
  private readonly http: AxiosInstance;

  constructor(private readonly options: { provider: string; name: string; timeout_ms: number; secrets: string[] }) {
    // A reset on a reused connection says nothing about what happened, so a send pays for a fresh one.
    const fresh = { keepAlive: false };
    this.http = axios.create({
      httpAgent: new http.Agent(fresh),
      httpsAgent: new https.Agent(fresh),
      // Following a redirect would hand the key to whoever it points to.
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      responseType: 'text',
      transformResponse: [(text: unknown) => (typeof text === 'string' ? text : '')],
      validateStatus: () => true,
    });
  }

  /** Raises NoAnswer. */
  async request(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<ChatAnswer> {
    const deadline = new AbortController();
    const giveUp = () => deadline.abort();
    const timer = setTimeout(giveUp, this.options.timeout_ms);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      if (signal?.aborted) throw this.noAnswer('provider_timeout', 'The request was given up before it was sent.', true);
      const response = await this.http.request<string>({
        ...{ method, url, signal: deadline.signal },
        headers: { accept: 'application/json', ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { data: JSON.stringify(body) }),
      });
      const { status, data: text } = response;
      const retry_after_ms = waitOf(response.headers['retry-after']);
      return { status, text, body: parsed(text), ...(retry_after_ms > 0 && { retry_after_ms }) };
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      // Nothing else of it goes on: the axios error holds the request, and with it the key.
      const code = isAxiosError(error) ? error.code : undefined;
      const is_late = deadline.signal.aborted || code === 'ETIMEDOUT' || code === 'ECONNABORTED';
      if (is_late) throw this.noAnswer('provider_timeout', `${this.options.name} did not respond in time.`);
      const words = `The connection to ${this.options.name} failed (${code ?? 'unknown cause'}).`;
      throw this.noAnswer('provider_unavailable', words, code !== undefined && NEVER_SENT.has(code));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** How a send ended that got no answer, or none that says so. There is no idempotency key: only what is certain is tried again. */
  unsent(error: unknown): Unsent {
    if (!(error instanceof NoAnswer)) throw error;
    const { code: error_code, message: error_message, never_sent } = error;
    return { state: never_sent ? 'not_sent' : 'unknown', error_code, error_message };
  }

  /** What an answer outside 2xx means; null for one inside. `words` are the provider's own. */
  refusal({ status, retry_after_ms }: ChatAnswer, words: string): Unsent | null {
    const { name } = this.options;
    if (status >= 200 && status < 300) return null;
    const wait = retry_after_ms === undefined ? {} : { retry_after_ms };
    if (status === 429) return { state: 'not_sent', error_code: 'rate_limited', error_message: `${name} asks us to slow down.`, ...wait };
    if (status === 503)
      return { state: 'not_sent', error_code: 'provider_unavailable', error_message: `${name} answered HTTP ${status}.`, ...wait };
    // A server that failed may have taken the message before, and so may the one behind a gateway.
    if (status >= 500 || status === 408)
      return { state: 'unknown', error_code: 'provider_unavailable', error_message: `${name} answered HTTP ${status}.` };
    if (status === 401 || status === 403)
      return { state: 'failed', error_code: 'provider_unauthorised', error_message: `${name} does not accept our key (HTTP ${status}).` };
    if (status < 400)
      return { state: 'failed', error_code: 'provider_protocol_error', error_message: `${name} sends us to another address.` };
    return { state: 'failed', error_code: 'provider_rejected', error_message: `${name} refused the message: ${words}` };
  }

  /** For requests that may be repeated. */
  failureOf(answer: ChatAnswer, words: string): ProviderError {
    const { status } = answer;
    const kind: ProviderErrorKind =
      status === 401 || status === 403 ? 'unauthorised' : status === 429 || status >= 500 || status === 408 ? 'temporary' : 'rejected';
    const codes: Partial<Record<ProviderErrorKind, string>> = { unauthorised: 'provider_unauthorised', rejected: 'provider_rejected' };
    const code = status === 429 ? 'rate_limited' : (codes[kind] ?? 'provider_unavailable');
    return new ProviderError(this.options.provider, kind, code, `${this.options.name} answered HTTP ${status}.`, words);
  }

  /** The start of a text, without our secrets: an error page may echo the request. */
  excerpt(text: string): string {
    const head = text.slice(0, 10 * LONGEST_EXCERPT);
    return this.options.secrets
      .reduce((clean, secret) => (secret ? clean.replaceAll(secret, '***') : clean), head)
      .slice(0, LONGEST_EXCERPT);
  }

  private noAnswer(code: string, message: string, never_sent = false): NoAnswer {
    return Object.assign(new NoAnswer(this.options.provider, 'temporary', code, message), { never_sent });
  }
}

export function failed(error_code: string, error_message: string): ChatSendResult {
  return { state: 'failed', error_code, error_message };
}

export const NOT_NOW: ChatSendResult = {
  state: 'not_sent',
  error_code: 'rate_limited',
  error_message: 'More is waiting to be sent than the provider allows in this time.',
};

function parsed(text: string): Wire | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isWire(value) ? value : Array.isArray(value) ? wire(value[0]) : null;
  } catch {
    return null;
  }
}

/** Retry-After is a number of seconds or a date. */
function waitOf(retry_after: unknown): number {
  if (typeof retry_after !== 'string') return 0;
  const ms = /^\d+$/.test(retry_after.trim()) ? Number(retry_after) * 1000 : Date.parse(retry_after) - Date.now();
  return ms > 0 ? ms : 0;
}
