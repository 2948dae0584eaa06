import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { ADDRESS_REFUSED, type Resolver } from '../../common/net/addressPolicy.js';
import { GuardedHttp } from '../webhookEndpoint/guardedHttp.js';
import { refuseUrl, type UrlPolicy } from '../webhookEndpoint/urlPolicy.js';

export interface MediaFetchSettings {
  policy: UrlPolicy;
  /** For everything from the first byte of the request to the last one of the file, milliseconds. */
  timeout_ms: number;
  max_bytes: number;
  /** The name service; the system's own when nothing is said. */
  resolve?: Resolver;
}

/** What came of a try. `again`: another one may help. `reason` is a word for programs, such as `http_404`. */
export type FetchedMedia =
  { state: 'fetched'; content: Buffer; content_type: string | null } | { state: 'again' | 'refused'; reason: string };

/** The deadline of one file. */
const FILE_MS = 60_000;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches files from addresses that strangers gave us. The address, and every one that it redirects to, must be one of the public Internet,
 * and is checked again in the lookup that the socket uses. A key is sent to the host that it is for and to no other.
 */
export class MediaFetchClient {
  private readonly http: GuardedHttp;

  constructor(private readonly settings: MediaFetchSettings) {
    this.http = new GuardedHttp(settings.policy, settings.resolve);
  }

  /** One try. Never throws. */
  async fetch(address: string, headers: Record<string, string> = {}, stop?: AbortSignal): Promise<FetchedMedia> {
    const deadline = AbortSignal.timeout(this.settings.timeout_ms);
    const signal = stop ? AbortSignal.any([deadline, stop]) : deadline;
    try {
      return await this.follow(address, headers, signal);
    } catch (error) {
      if (deadline.aborted) return { state: 'again', reason: 'timeout' };
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (code === ADDRESS_REFUSED || / is not allowed\. Because/.test(message)) return { state: 'refused', reason: 'url_not_allowed' };
      return { state: 'again', reason: code === 'ENOTFOUND' ? 'name_not_found' : 'network' };
    }
  }

  private async follow(address: string, headers: Record<string, string>, signal: AbortSignal): Promise<FetchedMedia> {
    const { origin } = new URL(address);
    let url = address;
    for (let redirects = 0; ; redirects++) {
      if (refuseUrl(url, this.settings.policy)) return { state: 'refused', reason: 'url_not_allowed' };
      const target = new URL(url);
      const response = await this.http.to(target).get<Readable>(url, {
        headers: { 'accept-encoding': 'identity', ...(target.origin === origin ? headers : {}) },
        signal,
      });
      const location: unknown = response.headers.location;
      if (!REDIRECTS.has(response.status) || typeof location !== 'string') return this.take(response, signal);
      response.data.destroy();
      if (redirects >= MAX_REDIRECTS || !URL.canParse(location, url)) return { state: 'refused', reason: 'too_many_redirects' };
      url = new URL(location, url).href;
    }
  }

  private async take({ status, headers, data }: AxiosResponse<Readable>, signal: AbortSignal): Promise<FetchedMedia> {
    const leave = (answer: FetchedMedia): FetchedMedia => {
      data.destroy();
      return answer;
    };
    if (status !== 200) return leave({ state: 'again', reason: `http_${status}` });
    const { max_bytes } = this.settings;
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (length > max_bytes) return leave({ state: 'refused', reason: 'too_large' });
    const cancel = () => data.destroy(new Error('the deadline passed'));
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of data as AsyncIterable<Buffer>) {
        size += chunk.length;
        // Also where no length was announced, or a false one: an answer that never ends costs this much.
        if (size > max_bytes) return leave({ state: 'refused', reason: 'too_large' });
        chunks.push(chunk);
      }
      if (size === 0) return { state: 'again', reason: 'empty' };
      if (size < length) return { state: 'again', reason: 'cut_short' };
      const type: unknown = headers['content-type'];
      return { state: 'fetched', content: Buffer.concat(chunks), content_type: typeof type === 'string' ? type : null };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

/** Fetches from the public Internet over TLS; from these hosts, and from sandboxes of this process, whatever they are. */
export function mediaFetchClient(max_mb: number, hosts: string[] = [], sandboxes: (string | undefined)[] = []): MediaFetchClient {
  const excepted = [...hosts, ...sandboxes.flatMap((url) => (url ? [new URL(url).hostname] : []))];
  return new MediaFetchClient({
    policy: { allow_http: excepted, allow_private: excepted, allow_ports: [443] },
    timeout_ms: FILE_MS,
    max_bytes: max_mb * 1024 * 1024,
  });
}
