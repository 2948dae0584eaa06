import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { ProviderError, type ProviderErrorKind } from '../providerError.js';

export interface GmailApiSettings {
  /** `https://gmail.googleapis.com` */
  base_url: string;
  /** `https://oauth2.googleapis.com/token` */
  token_url: string;
  client_id: string;
  client_secret: string;
  timeout_ms: number;
}

export interface GmailAccessToken {
  access_token: string;
  expires_at: Date;
  scope: string;
  /** Google gives another one only now and then; keep it when it does. */
  refresh_token?: string;
}

export interface GmailWatch {
  /** Text: it may not fit a number. */
  history_id: string;
  /** Watching ends then; renew it daily. */
  expires_at: Date;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const LONGEST_EXCERPT = 300;

/** Reasons of a 403 that mean "later", not "no". */
const LATER_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded', 'backendError']);

/** The three calls to Google that mail needs beside IMAP and SMTP. Keeps nothing; repeating any of them is harmless. */
export class GmailApiClient {
  private readonly http: AxiosInstance;

  constructor(private readonly settings: GmailApiSettings) {
    // No redirects: following one would hand the token to whoever it points to.
    this.http = axios.create({
      timeout: settings.timeout_ms,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      responseType: 'text',
      transformResponse: [(text: unknown) => (typeof text === 'string' ? text : '')],
      validateStatus: () => true,
    });
  }

  /** A fresh access token. `unauthorised` when the owner has to give consent again. */
  async refreshAccessToken(refresh_token: string): Promise<GmailAccessToken> {
    const { token_url, client_id, client_secret } = this.settings;
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id, client_secret });
    const secrets = [refresh_token, client_secret];
    const asked_at = Date.now();
    const body = await this.request('POST', token_url, form, { 'content-type': 'application/x-www-form-urlencoded' }, secrets);
    const { access_token, expires_in, scope, refresh_token: renewed } = body;
    if (typeof access_token !== 'string' || !(Number(expires_in) > 0))
      throw failure('unknown', 'provider_protocol_error', 'Google answered without an access token.');
    return {
      access_token,
      expires_at: new Date(asked_at + Number(expires_in) * 1000),
      scope: typeof scope === 'string' ? scope : '',
      ...(typeof renewed === 'string' && { refresh_token: renewed }),
    };
  }

  /** Asks for a push whenever something changes in these labels; replaces the watch before. */
  async watch(access_token: string, topic_name: string, label_ids: string[] = ['INBOX']): Promise<GmailWatch> {
    const body = await this.gmail('watch', access_token, { topicName: topic_name, labelIds: label_ids, labelFilterBehavior: 'INCLUDE' });
    const expires_at = new Date(Number(body.expiration));
    if (body.historyId === undefined || Number.isNaN(expires_at.getTime()))
      throw failure('unknown', 'provider_protocol_error', 'Google answered a watch without its end.');
    return { history_id: String(body.historyId), expires_at };
  }

  /** No more pushes. Twice is once. */
  async stop(access_token: string): Promise<void> {
    await this.gmail('stop', access_token, undefined);
  }

  private gmail(method: string, access_token: string, body: unknown): Promise<Body> {
    const url = `${this.settings.base_url}/gmail/v1/users/me/${method}`;
    return this.request(
      'POST',
      url,
      body && JSON.stringify(body),
      { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      [access_token],
    );
  }

  private async request(method: string, url: string, data: unknown, headers: Record<string, string>, secrets: string[]): Promise<Body> {
    let answer: AxiosResponse<string>;
    try {
      answer = await this.http.request<string>({
        method,
        url,
        data,
        headers: { accept: 'application/json', ...headers },
        signal: AbortSignal.timeout(this.settings.timeout_ms),
      });
    } catch (error) {
      // Nothing else of it goes on: the axios error holds the request, and with it the token.
      throw transportFailure(isAxiosError(error) ? error.code : undefined);
    }
    const body = parse(answer.data);
    if (answer.status >= 200 && answer.status < 300) return body;
    throw refusal(answer.status, body, excerptOf(answer.data, secrets));
  }
}

type Body = Record<string, unknown>;

function parse(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
  } catch {
    // 204 has no body, and an error page is no JSON; the status decides.
    return {};
  }
}

function transportFailure(code: string | undefined): ProviderError {
  const late = code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT';
  return late
    ? failure('temporary', 'provider_timeout', 'Google did not answer in time.')
    : failure('temporary', 'provider_unavailable', `The connection to Google failed (${code ?? 'unknown cause'}).`);
}

function refusal(status: number, body: Body, excerpt: string): ProviderError {
  // The token endpoint says `error: "invalid_grant"`; the API `error: { errors: [{ reason }] }`.
  const { error } = body;
  const grant = typeof error === 'string' ? error : '';
  const reason =
    typeof error === 'object' && error !== null ? String((error as { errors?: { reason?: unknown }[] }).errors?.[0]?.reason ?? '') : '';
  if (grant === 'invalid_grant')
    return failure('unauthorised', 'oauth_grant_refused', 'Google no longer accepts the consent of the mailbox.', excerpt);
  if (grant === 'invalid_client' || grant === 'unauthorized_client')
    return failure('unauthorised', 'oauth_client_refused', 'Google does not accept the OAuth client.', excerpt);
  if (status === 429 || LATER_REASONS.has(reason)) return failure('temporary', 'rate_limited', 'Google asks to slow down.', excerpt);
  if (status >= 500 || status === 408) return failure('temporary', 'provider_unavailable', `Google answered HTTP ${status}.`, excerpt);
  if (status === 401 || status === 403) return failure('unauthorised', 'provider_unauthorised', `Google answered HTTP ${status}.`, excerpt);
  if (status === 404) return failure('not_found', 'provider_not_found', 'Google knows no such thing.', excerpt);
  return failure('rejected', 'provider_rejected', `Google answered HTTP ${status}.`, excerpt);
}

function excerptOf(text: string, secrets: string[]): string {
  return secrets.reduce((clean, secret) => (secret ? clean.replaceAll(secret, '***') : clean), text).slice(0, LONGEST_EXCERPT);
}

function failure(kind: ProviderErrorKind, code: string, message: string, excerpt?: string): ProviderError {
  return new ProviderError('gmail', kind, code, message, excerpt);
}
