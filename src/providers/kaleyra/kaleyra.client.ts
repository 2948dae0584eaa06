import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { backoff } from '../../common/concurrency/backoff.js';
import { ProviderError } from '../providerError.js';
import { type Body, excerptOf, isSuccess, parseBody, protocolError, readCallIds, readRows, refusal, saysNothingFound } from './envelope.js';
import { dialFailure, httpFailure, isWorthRetrying, retryAfterMs, transportFailure } from './kaleyraFailure.js';
import { RequestPace } from './requestPace.js';

export interface KaleyraSettings {
  base_url: string;
  /** The vendor's OBD page names another host than its click-to-call page. */
  obd_base_url?: string;
  api_key: string;
  timeout_ms: number;
  /** 0 is unlimited; the real account should get 5. */
  max_requests_per_second: number;
  /** What may be dialled, after normalising; an Indian mobile by default. */
  number_pattern?: RegExp;
  /** Of listings only: a dial is never repeated. */
  retry?: { tries: number; base_ms: number };
}

/** Dates are whole Indian days, `YYYY/MM/DD`, both inclusive. Pages start at 1. */
export interface KaleyraListQuery {
  from_date: string;
  to_date: string;
  page: number;
  limit: number;
}
export interface KaleyraClickToCallQuery extends KaleyraListQuery {
  callto?: string;
  id?: string;
}
/** Raw rows in the provider's order. */
export interface KaleyraListing {
  rows: unknown[];
}
export interface KaleyraClickToCall {
  /** The agent, or several: all ring, the first to answer wins. */
  caller: string | string[];
  /** The customer, or several, or `ivr:<flow id>`. */
  receiver: string | string[];
  caller_id?: string;
  /** A URL template with Kaleyra's `{placeholders}`. */
  callback?: string;
  custom?: string;
  meta?: Record<string, unknown>;
}
export interface KaleyraOutboundCall {
  numbers: string[];
  /** `<id>.sound`, `<id>.ivr` or `ivr:<id>`. */
  play?: string;
  /** Text to be spoken when nothing is played. */
  message?: string;
  group?: string;
  retries?: number;
  campaign?: string;
  callback?: string;
  meta?: Record<string, unknown>;
}
/** `id` is null when Kaleyra accepted the call and named none: correlate through the callback. */
export interface KaleyraPlacedCall {
  id: string | null;
  ids: string[];
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const INDIAN_MOBILE = /^[6-9]\d{9}$/;
const DEFAULT_RETRY = { tries: 3, base_ms: 500 };
/** A provider that asks for more patience than this gets the next sync run instead. */
const LONGEST_WAIT_MS = 30_000;

export class KaleyraClient {
  private readonly pace: RequestPace;
  private readonly listings: AxiosInstance;
  private readonly dials: AxiosInstance;
  private readonly agents: (http.Agent | https.Agent)[];

  constructor(private readonly settings: KaleyraSettings) {
    this.pace = new RequestPace(settings.max_requests_per_second);
    const keepAlive = { keepAlive: true, maxSockets: 16 };
    // A reset on a reused connection says nothing about what happened, so a dial pays for a fresh one.
    const fresh = { keepAlive: false };
    const [listings, dials] = [keepAlive, fresh].map((options) => ({ http: new http.Agent(options), https: new https.Agent(options) }));
    this.agents = [listings!, dials!].flatMap((pair) => [pair.http, pair.https]);
    this.listings = connection(listings!);
    this.dials = connection(dials!);
  }

  /** All calls (`method=dial`). */
  listCalls(query: KaleyraListQuery, options?: { signal?: AbortSignal }): Promise<KaleyraListing> {
    return this.list('dial', query, {}, options?.signal);
  }

  /** Click-to-call history (`method=dial.c2cstatus`). */
  listClickToCalls(query: KaleyraClickToCallQuery, options?: { signal?: AbortSignal }): Promise<KaleyraListing> {
    return this.list('dial.c2cstatus', query, { callto: query.callto, id: query.id }, options?.signal);
  }

  /** Rings the caller, then the receiver. Never repeated; an unclear outcome is kind `ambiguous`. */
  async clickToCall(call: KaleyraClickToCall): Promise<KaleyraPlacedCall> {
    const receivers = [call.receiver].flat();
    return this.dial(this.settings.base_url, 'dial.click2call', {
      caller: [call.caller]
        .flat()
        .map((number) => this.dialable(number))
        .join('-'),
      receiver: receivers.map((number) => (number.startsWith('ivr:') ? number : this.dialable(number))).join('^'),
      caller_id: call.caller_id,
      callback: call.callback,
      custom: call.custom,
      meta: call.meta && JSON.stringify(call.meta),
      return: '1',
    });
  }

  /** Plays a sound or runs a flow (`method=voice.call`). Never repeated either. */
  async outboundCall(call: KaleyraOutboundCall): Promise<KaleyraPlacedCall> {
    return this.dial(this.settings.obd_base_url ?? this.settings.base_url, 'voice.call', {
      numbers: call.numbers.map((number) => this.dialable(number)).join(','),
      group: call.group,
      play: call.play,
      message: call.message,
      retries: call.retries?.toString(),
      campaign: call.campaign,
      callback: call.callback,
      meta: call.meta && JSON.stringify(call.meta),
      return: '1',
    });
  }

  /** Lets go of idle connections. */
  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  private async list(method: string, query: KaleyraListQuery, filters: Fields, signal?: AbortSignal): Promise<KaleyraListing> {
    const { tries, base_ms } = this.settings.retry ?? DEFAULT_RETRY;
    const fields = { fromdate: query.from_date, todate: query.to_date, page: String(query.page), limit: String(query.limit), ...filters };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { rows: await this.page(method, fields, signal) };
      } catch (error) {
        if (attempt >= tries || !isWorthRetrying(error)) throw error;
        const wait_ms = Math.max(retryAfterMs(error), backoff(attempt, { first_ms: base_ms, jitter: [0.5, 1.5] }));
        if (wait_ms > LONGEST_WAIT_MS) throw error;
        await sleep(wait_ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
      }
    }
  }

  private async page(method: string, fields: Fields, signal?: AbortSignal): Promise<unknown[]> {
    const { body, text } = await this.request(this.listings, this.settings.base_url, method, fields, signal);
    if (!isSuccess(body)) {
      if (saysNothingFound(body)) return [];
      throw refusal(body as Body, this.excerpt);
    }
    const rows = readRows(body);
    if (rows === null) throw protocolError("Kaleyra's response to a listing contains no rows.", this.excerpt(text));
    return rows;
  }

  private async dial(url: string, method: string, fields: Fields): Promise<KaleyraPlacedCall> {
    try {
      const { body } = await this.request(this.dials, url, method, fields);
      if (!isSuccess(body)) throw refusal(body as Body, this.excerpt);
      const ids = readCallIds(body);
      return { id: ids[0] ?? null, ids };
    } catch (error) {
      throw dialFailure(error);
    }
  }

  private async request(connection: AxiosInstance, url: string, method: string, fields: Fields, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    await this.pace.turn(signal).catch(() => signal?.throwIfAborted());
    const form = new URLSearchParams({ method, api_key: this.settings.api_key, format: 'json' });
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
    const response = await this.post(connection, url, form.toString(), signal);
    if (response.status < 200 || response.status > 299) {
      throw httpFailure(response.status, response.data, response.headers['retry-after'], this.excerpt);
    }
    const body = parseBody(response.data);
    if (body === null) throw protocolError("Kaleyra's response is not JSON.", this.excerpt(response.data));
    return { body, text: response.data };
  }

  private async post(connection: AxiosInstance, url: string, form: string, signal?: AbortSignal): Promise<AxiosResponse<string>> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.settings.timeout_ms);
    const giveUp = () => deadline.abort();
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await connection.post<string>(url, form, { signal: deadline.signal });
    } catch (error) {
      signal?.throwIfAborted();
      const { code, message } = isAxiosError(error) ? error : { code: undefined, message: '' };
      throw transportFailure(code, message, deadline.signal.aborted);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** The ten digits that Kaleyra dials, or null when it cannot dial the number. */
  nationalNumber(number: string): string | null {
    const digits = number.replace(/\D/g, '');
    const national =
      digits.length === 12 && digits.startsWith('91')
        ? digits.slice(2)
        : digits.length === 11 && digits.startsWith('0')
          ? digits.slice(1)
          : digits;
    return (this.settings.number_pattern ?? INDIAN_MOBILE).test(national) ? national : null;
  }

  private dialable(number: string): string {
    const national = this.nationalNumber(number);
    if (national) return national;
    throw new ProviderError('kaleyra', 'rejected', 'bad_number', 'Kaleyra cannot dial this number.');
  }

  private readonly excerpt = (text: string): string => excerptOf(text, this.settings.api_key);
}

type Fields = Record<string, string | undefined>;

interface Answer {
  body: Body | unknown[];
  text: string;
}

/** No redirects: following one would hand the key to whoever it points to. */
function connection(agents: { http: http.Agent; https: https.Agent }): AxiosInstance {
  return axios.create({
    httpAgent: agents.http,
    httpsAgent: agents.https,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    proxy: false,
    responseType: 'text',
    transformResponse: [(text: unknown) => (typeof text === 'string' ? text : '')],
    validateStatus: () => true,
  });
}
