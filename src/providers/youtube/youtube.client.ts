import axios, { type AxiosInstance, isAxiosError } from 'axios';
import type { SendOutcome } from '../../common/sends/send.js';
import { ProviderError, type ProviderErrorKind } from '../providerError.js';
import { readCommentPage, type YoutubeComment, type YoutubePage } from './youtube.parser.js';
import type { YoutubeAccount } from './youtube.settings.js';

const TIMEOUT_MS = 20_000;
/** What an answer may hold at most. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** Reasons of YouTube and what to do about them. */
const REASONS: Record<string, [ProviderErrorKind, code: string]> = {
  quotaExceeded: ['temporary', 'youtube_quota_spent'],
  dailyLimitExceeded: ['temporary', 'youtube_quota_spent'],
  rateLimitExceeded: ['temporary', 'youtube_throttled'],
  commentsDisabled: ['rejected', 'youtube_comments_disabled'],
  videoNotFound: ['not_found', 'youtube_video_not_found'],
};

/** The YouTube Data API, as far as comments need it. Keeps nothing. */
export class YoutubeClient {
  private readonly http: AxiosInstance;

  constructor(private readonly account: YoutubeAccount) {
    this.http = axios.create({
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      validateStatus: () => true,
      timeout: TIMEOUT_MS,
    });
  }

  get can_reply(): boolean {
    return this.account.oauth !== null;
  }

  /** Threads of a video, the newest first, a hundred. One unit. Raises ProviderError. */
  threads(video_id: string, page?: string): Promise<YoutubePage> {
    return this.list('commentThreads', { part: 'snippet,replies', videoId: video_id, order: 'time', maxResults: 100, pageToken: page });
  }

  /** Those of up to fifty comments that are still there. One unit. Raises ProviderError. */
  async comments(ids: string[]): Promise<YoutubeComment[]> {
    return (await this.list('comments', { part: 'snippet', id: ids.join(','), maxResults: 100 })).comments;
  }

  /** Writes a reply. Fifty units. Never raises. */
  async reply(comment_id: string, words: string): Promise<SendOutcome> {
    let token: string;
    try {
      token = await this.token();
    } catch (error) {
      const { code, message, kind } = error as ProviderError;
      return { state: kind === 'temporary' ? 'not_sent' : 'failed', error_code: code, error_message: message };
    }
    try {
      const { status, data } = await this.http.post<Record<string, unknown>>(
        `${this.account.url}/comments?part=snippet`,
        { snippet: { parentId: comment_id, textOriginal: words } },
        { headers: { authorization: `Bearer ${token}` } },
      );
      if (status < 300) return { state: 'sent', provider_id: String(data.id) };
      const error = refusal(status, data);
      const state = error.kind !== 'temporary' ? 'failed' : status >= 500 ? 'unknown' : 'not_sent';
      return { state, error_code: error.code, error_message: error.message };
    } catch (error) {
      const unsent = isAxiosError(error) && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? '');
      return { state: unsent ? 'not_sent' : 'unknown', error_code: 'youtube_unavailable', error_message: 'YouTube does not answer.' };
    }
  }

  private async list(what: string, params: object): Promise<YoutubePage> {
    const { url, api_key } = this.account;
    let answer;
    try {
      // The key in a header, not in an address that ends up in logs.
      answer = await this.http.get<Record<string, unknown>>(`${url}/${what}`, {
        params: { ...params, textFormat: 'plainText' },
        headers: { 'x-goog-api-key': api_key },
      });
    } catch {
      throw failure('temporary', 'youtube_unavailable', 'YouTube does not answer.');
    }
    if (answer.status >= 300) throw refusal(answer.status, answer.data);
    if (typeof answer.data !== 'object' || !Array.isArray(answer.data?.items))
      throw failure('unknown', 'provider_protocol_error', 'The answer of YouTube has no items.');
    return readCommentPage(answer.data);
  }

  private async token(): Promise<string> {
    const { oauth } = this.account;
    if (!oauth) throw failure('unauthorised', 'not_set_up', 'No channel is set up that replies.');
    const { token_url, ...grant } = oauth;
    const form = new URLSearchParams({ ...grant, grant_type: 'refresh_token' });
    const answer = await this.http.post<Record<string, unknown>>(token_url, form).catch(() => null);
    if (!answer || answer.status >= 500) throw failure('temporary', 'youtube_unavailable', 'YouTube gives no token.');
    if (typeof answer.data?.access_token !== 'string')
      throw failure('unauthorised', 'youtube_unauthorised', 'YouTube does not accept the refresh token.');
    return answer.data.access_token;
  }
}

function refusal(status: number, body: unknown): ProviderError {
  const error = (body as { error?: { errors?: { reason?: unknown }[] } } | null)?.error;
  const known = REASONS[String(error?.errors?.[0]?.reason)];
  if (known) return failure(...known, `YouTube refused: ${String(error?.errors?.[0]?.reason)}.`);
  if (status === 401 || status === 403 || status === 400)
    return failure('unauthorised', 'youtube_unauthorised', `YouTube answered ${status}.`);
  if (status === 404) return failure('not_found', 'youtube_not_found', 'YouTube knows no such thing.');
  return failure(status >= 500 || status === 429 ? 'temporary' : 'rejected', 'youtube_unavailable', `YouTube answered ${status}.`);
}

function failure(kind: ProviderErrorKind, code: string, message: string): ProviderError {
  return new ProviderError('youtube', kind, code, message);
}
