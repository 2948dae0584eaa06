import axios, { type AxiosInstance, isAxiosError } from 'axios';

const MAX_ANSWER_BYTES = 1024 * 1024;

export interface ShopAnswer {
  /** Null: no answer came. */
  status: number | null;
  /** An object, or empty where the answer is none. */
  body: Record<string, unknown>;
  /** Why no answer came. `unsent`: nothing of the request arrived. */
  failure?: 'unsent' | 'timeout' | 'broken';
}

/** Requests to a shop or a payout provider. Keeps nothing; never raises. */
export class ShopHttp {
  private readonly http: AxiosInstance;

  constructor(private readonly settings: { api_key?: string; timeout_ms: number }) {
    // No redirects: following one would hand the key to whoever it points to.
    this.http = axios.create({
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      responseType: 'text',
      transformResponse: [(text: unknown) => (typeof text === 'string' ? text : '')],
      validateStatus: () => true,
    });
  }

  async request(method: 'GET' | 'POST', url: string, data?: object, headers: Record<string, string> = {}): Promise<ShopAnswer> {
    const { api_key, timeout_ms } = this.settings;
    try {
      const answer = await this.http.request<string>({
        method,
        url,
        data: data && JSON.stringify(data),
        headers: {
          accept: 'application/json',
          ...(data && { 'content-type': 'application/json' }),
          ...(api_key && { authorization: `Bearer ${api_key}` }),
          ...headers,
        },
        signal: AbortSignal.timeout(timeout_ms),
      });
      return { status: answer.status, body: parsed(answer.data) };
    } catch (error) {
      const code = isAxiosError(error) ? error.code : undefined;
      if (code !== undefined && UNSENT.has(code)) return { status: null, body: {}, failure: 'unsent' };
      const late = code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT';
      return { status: null, body: {}, failure: late ? 'timeout' : 'broken' };
    }
  }
}

/** Nobody was there to take it. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
