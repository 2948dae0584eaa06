import axios, { type AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
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

/** Fetches a recording as a stream, without credentials, over at most one redirect. Raises ProviderError. */
export async function fetchRecording(address: string, options: RecordingOptions): Promise<{ audio: Readable; content_type: string }> {
  const first = await request(allowed(address, options), options);
  if (first.status < 300 || first.status >= 400) return accept(first);
  first.data.destroy();
  const target = new URL(String(first.headers.location ?? ''), address).href;
  const second = await request(allowed(target, options), options);
  if (second.status >= 300 && second.status < 400) {
    second.data.destroy();
    throw failure('rejected', 'provider_protocol_error', 'The recording is redirected more than once.');
  }
  return accept(second);
}

function allowed(address: string, options: RecordingOptions): string {
  const url = new URL(address);
  if (!options.hosts.includes(url.hostname))
    throw failure('rejected', 'recording_host_refused', `Recordings are not fetched from ${url.hostname}.`);
  return options.origin ? `${options.origin}${url.pathname}${url.search}` : url.href;
}

async function request(url: string, options: RecordingOptions): Promise<AxiosResponse<Readable>> {
  try {
    return await axios.get<Readable>(url, {
      responseType: 'stream',
      maxRedirects: 0,
      maxContentLength: MAX_BYTES,
      timeout: options.timeout_ms,
      validateStatus: () => true,
    });
  } catch (error) {
    throw failure('temporary', 'provider_unavailable', 'The recording cannot be fetched from the provider.', error);
  }
}

function accept(response: AxiosResponse<Readable>): { audio: Readable; content_type: string } {
  const content_type = String(response.headers['content-type'] ?? 'application/octet-stream');
  if (response.status === 200 && /^(audio\/|application\/octet-stream)/.test(content_type)) return { audio: response.data, content_type };
  response.data.destroy();
  if (response.status === 404) throw failure('not_found', 'provider_not_found', 'The provider has no such recording any more.');
  throw failure('temporary', 'provider_unavailable', `The provider answered ${response.status} (${content_type}) for a recording.`);
}

function failure(kind: ProviderError['kind'], code: string, message: string, cause?: unknown): ProviderError {
  return new ProviderError('kaleyra', kind, code, message, undefined, { cause });
}
