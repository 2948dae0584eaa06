import axios, { type AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { partOf, rangeNotSatisfiable, rangeOf, type RangeWish, type ServedBytes } from '../../common/http/byteRange.js';
import { ProviderError } from '../providerError.js';

/** The largest recording that is passed on, bytes: an hour of uncompressed telephone sound is 58 MB. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface RecordingOptions {
  /** Hosts that recordings may come from: an address in a provider's row must not lead us anywhere else. */
  hosts: string[];
  /** Replaces scheme, host and port of an allowed address; the sandbox's recordings live there. */
  origin?: string;
  timeout_ms: number;
}

/**
 * Fetches a recording, or the part of it that is wished, as a stream, without credentials, over at most one redirect. The provider is asked
 * for the part; when it sends the whole, the part is taken here. Raises ProviderError, range_not_satisfiable.
 */
export async function fetchRecording(
  address: string,
  options: RecordingOptions,
  wish: RangeWish = {},
): Promise<ServedBytes & { content_type: string }> {
  const first = await request(allowed(address, options), options, wish);
  if (first.status < 300 || first.status >= 400) return accept(first, wish);
  first.data.destroy();
  const target = new URL(String(first.headers.location ?? ''), address).href;
  const second = await request(allowed(target, options), options, wish);
  if (second.status >= 300 && second.status < 400) {
    second.data.destroy();
    throw failure('rejected', 'provider_protocol_error', 'The recording is redirected more than once.');
  }
  return accept(second, wish);
}

function allowed(address: string, options: RecordingOptions): string {
  const url = new URL(address);
  if (!options.hosts.includes(url.hostname))
    throw failure('rejected', 'recording_host_refused', `Recordings are not fetched from ${url.hostname}.`);
  return options.origin ? `${options.origin}${url.pathname}${url.search}` : url.href;
}

async function request(url: string, options: RecordingOptions, { range, if_range }: RangeWish): Promise<AxiosResponse<Readable>> {
  try {
    return await axios.get<Readable>(url, {
      responseType: 'stream',
      // As it is: a part of what is compressed on the way is no part of it.
      headers: { 'accept-encoding': 'identity', ...(range ? { range } : {}), ...(if_range ? { 'if-range': if_range } : {}) },
      maxRedirects: 0,
      maxContentLength: MAX_BYTES,
      timeout: options.timeout_ms,
      validateStatus: () => true,
    });
  } catch (error) {
    throw failure('temporary', 'provider_unavailable', 'The recording cannot be fetched from the provider.', error);
  }
}

function accept(response: AxiosResponse<Readable>, wish: RangeWish): ServedBytes & { content_type: string } {
  const { status, headers, data } = response;
  const content_type = String(headers['content-type'] ?? 'application/octet-stream');
  const etag = /^"[^"]*"$/.exec(String(headers['etag'] ?? ''))?.[0];
  const [, start, end, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(String(headers['content-range'] ?? '')) ?? [];
  if (/^(audio\/|application\/octet-stream)/.test(content_type)) {
    const served = { content_type, etag, stream: data };
    if (status === 206 && start !== undefined && wish.range !== undefined)
      return { ...served, size: Number(total), range: { start: Number(start), end: Number(end) } };
    if (status === 200) return { ...served, ...partWished(response, wish, etag) };
  }
  data.destroy();
  if (status === 416 && wish.range !== undefined)
    throw rangeNotSatisfiable(undefined, { headers: total === undefined ? {} : { 'content-range': `bytes */${total}` } });
  if (response.status === 404) throw failure('not_found', 'provider_not_found', 'The provider no longer has this recording.');
  throw failure('temporary', 'provider_unavailable', `The provider answered ${response.status} (${content_type}) for a recording.`);
}

/** Of a whole recording what is wished of it; without its length nobody knows where a part ends. */
function partWished(
  { headers, data }: AxiosResponse<Readable>,
  wish: RangeWish,
  etag?: string,
): Pick<ServedBytes, 'size' | 'range' | 'stream'> {
  const length = headers['content-length'] as string | undefined;
  if (length === undefined || headers['content-encoding'] !== undefined) return { stream: data };
  const size = Number(length);
  try {
    const range = rangeOf(wish, { size, etag });
    return { size, range, stream: range ? partOf(data, range) : data };
  } catch (error) {
    data.destroy();
    throw error;
  }
}

function failure(kind: ProviderError['kind'], code: string, message: string, cause?: unknown): ProviderError {
  return new ProviderError('kaleyra', kind, code, message, undefined, { cause });
}
