import type { Readable } from 'node:stream';
import { ADDRESS_REFUSED, type Resolver, systemResolver } from '../../common/net/addressPolicy.js';
import { GuardedHttp } from './guardedHttp.js';
import { refuseResolvedUrl, refuseUrl, type UrlPolicy, type UrlRefusal } from './urlPolicy.js';

export interface WebhookEndpointSettings {
  policy: UrlPolicy;
  timeout_ms: number;
  /** The name service; the system's own when nothing is said. */
  resolve?: Resolver;
}

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came of one attempt. An endpoint that does not work is no exception here but the normal case: it is recorded. */
export interface WebhookAnswer {
  /** Null when no answer came. */
  status_code: number | null;
  /** Why no answer came. */
  error_code: WebhookErrorCode | null;
  /** How long the endpoint asks us to wait; null when it does not. */
  retry_after_ms: number | null;
  /** It wants no further attempt of this message. */
  abort_message: boolean;
  /** The beginning of the answer's body. */
  response_excerpt: string | null;
  duration_ms: number;
}

type WebhookErrorCode =
  'timeout' | 'stopped' | 'url_not_allowed' | 'name_not_found' | 'connection_refused' | 'connection_reset' | 'tls' | 'network';

const MAX_READ_BYTES = 16_384;
const MAX_EXCERPT_BYTES = 1_024;

/**
 * Sends to addresses that customers gave us. The URL is checked again at every attempt, and all addresses of its name in
 * the very lookup that the socket uses, so that a name which changes its mind in between gains nothing.
 */
export class WebhookEndpointClient {
  private readonly resolve: Resolver;
  private readonly http: GuardedHttp;

  constructor(private readonly settings: WebhookEndpointSettings) {
    this.resolve = settings.resolve ?? systemResolver;
    this.http = new GuardedHttp(settings.policy, this.resolve);
  }

  /** Why this URL may not be called, or null. For the moment in which it is saved. */
  refuse(url: string): Promise<UrlRefusal | null> {
    return refuseResolvedUrl(url, this.settings.policy, this.resolve);
  }

  /** One attempt. Never throws. */
  async post(request: WebhookRequest, stop?: AbortSignal): Promise<WebhookAnswer> {
    const started = performance.now();
    const answer: WebhookAnswer = {
      status_code: null,
      error_code: null,
      retry_after_ms: null,
      abort_message: false,
      response_excerpt: null,
      duration_ms: 0,
    };
    const finish = (change: Partial<WebhookAnswer>): WebhookAnswer => ({
      ...answer,
      ...change,
      duration_ms: Math.round(performance.now() - started),
    });
    if (refuseUrl(request.url, this.settings.policy)) return finish({ error_code: 'url_not_allowed' });
    const deadline = AbortSignal.timeout(this.settings.timeout_ms);
    try {
      const response = await this.http.to(new URL(request.url)).post<Readable>(request.url, request.body, {
        headers: request.headers,
        signal: stop ? AbortSignal.any([deadline, stop]) : deadline,
      });
      const header = (name: string) => (response.headers as Record<string, unknown>)[name];
      return finish({
        status_code: response.status,
        retry_after_ms: retryAfterMs(header('retry-after'), Date.now()),
        abort_message: header('webhook-delivery') === 'abort-message',
        response_excerpt: withoutSecrets(await readExcerpt(response.data), request.headers),
      });
    } catch (error) {
      return finish({ error_code: deadline.aborted ? 'timeout' : stop?.aborted ? 'stopped' : errorCode(error as NodeJS.ErrnoException) });
    }
  }
}

async function readExcerpt(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_READ_BYTES) break;
    }
  } catch {
    // The status has arrived, and that decides; how the body ended does not matter.
  }
  return excerptOf(Buffer.concat(chunks));
}

/** At most 1 kB that Postgres can store. */
export function excerptOf(bytes: Buffer): string {
  // Decoded as a stream: a character that the cut splits is left out, not replaced.
  let text = new TextDecoder().decode(bytes.subarray(0, MAX_EXCERPT_BYTES), { stream: true }).replaceAll('\0', '');
  while (Buffer.byteLength(text) > MAX_EXCERPT_BYTES) text = text.slice(0, -1);
  return text;
}

/** An endpoint that echoes what it got must not bring a token into the log of deliveries. */
function withoutSecrets(text: string, headers: Record<string, string>): string {
  const token = headers.authorization?.replace(/^Bearer /, '');
  return token ? excerptOf(Buffer.from(text.replaceAll(token, '[redacted]'))) : text;
}

/** Retry-After is a number of seconds or a date. Null when it is neither, or lies in the past. */
export function retryAfterMs(value: unknown, now: number): number | null {
  if (typeof value !== 'string') return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return ms > 0 ? ms : null;
}

function errorCode({ code = '', message }: NodeJS.ErrnoException): WebhookErrorCode {
  if (code === ADDRESS_REFUSED || / is not allowed\. Because/.test(message)) return 'url_not_allowed';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_not_found';
  if (code === 'ECONNREFUSED') return 'connection_refused';
  if (code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/.test(message)) return 'connection_reset';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return 'tls';
  return 'network';
}
