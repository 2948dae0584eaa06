import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { HealthService } from '../common/health/health.service.js';
import { InjectLogger } from '../common/log/logger.token.js';
import type { Send, SendOutcome } from '../common/sends/send.js';
import { SendsService } from '../common/sends/sends.service.js';
import { ProviderError } from '../providers/providerError.js';
import { YoutubeClient } from '../providers/youtube/youtube.client.js';
import { YOUTUBE, youtubeAccount } from '../providers/youtube/youtube.settings.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { YoutubeVideoDto } from './dto/youtubeLead.dto.js';
import { YoutubeLeadsService } from './youtubeLeads.service.js';

/** Pages of one video at most: five thousand threads. */
const MAX_PAGES = 50;
/** Comments of leads are looked at again for so long, so often, so many at a time. */
const CHECK_DAYS = 30;
const CHECK_EVERY_MS = 6 * 3_600_000;
const CHECK_AT_ONCE = 50;
const REPLY_UNITS = 50;

/** Reads the comments of the videos, within the day's budget, and writes replies. */
@Injectable()
export class YoutubePolls implements OnModuleInit {
  private readonly client: YoutubeClient | null;
  private readonly videos: Table<'youtube_videos', YoutubeVideoDto>;
  private readonly budget: number;

  constructor(
    tables: Tables,
    config: ConfigService,
    private readonly leads: YoutubeLeadsService,
    private readonly functions: Functions,
    private readonly sends: SendsService,
    private readonly health: HealthService,
    @InjectLogger() private readonly logger: Logger,
  ) {
    const account = youtubeAccount(config.of(YOUTUBE));
    this.client = account && new YoutubeClient(account);
    this.budget = config.of(YOUTUBE).YOUTUBE_DAILY_QUOTA;
    this.videos = tables.of('youtube_videos');
  }

  onModuleInit(): void {
    this.sends.register<{ comment_id: string; text: string }>({
      channel: 'youtube.reply',
      perform: (send) => this.reply(send, new Date()),
    });
    this.health.register({
      name: 'youtube',
      module: 'youtube_leads',
      outage: 'Comments under videos are not read',
      check: async () => {
        const faults = (await this.videos.all({})).filter(({ fault }) => fault !== '');
        const message = faults.map(({ video_id, fault }) => `${video_id}: ${fault}`).join('; ');
        return faults.length === 0 ? { ok: true } : { ok: false, message };
      },
    });
  }

  /** Reads every video once. When the budget is spent, the rest is read on the next day. */
  async poll(now: Date, signal: AbortSignal): Promise<void> {
    if (!this.client) return;
    for (const video of await this.videos.all({})) {
      if (signal.aborted) return;
      const fault = await this.failure(() => this.read(video, now));
      const done = fault === '' ? {} : { fault };
      await this.videos.update(video.id, { polled_at: now.toISOString(), fault: '', ...done });
      if (fault === 'youtube_quota_spent') return;
    }
    await this.failure(() => this.check(now));
  }

  private async read({ id, video_id, seen_until }: YoutubeVideoDto, now: Date): Promise<void> {
    let page: string | undefined;
    let newest = seen_until ? Date.parse(seen_until) : 0;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      await this.spend(1, now);
      const { comments, next_page } = await this.client!.threads(video_id, page);
      await this.leads.take(comments);
      newest = Math.max(newest, ...comments.map(({ published_at }) => Date.parse(published_at)));
      const is_known = seen_until !== null && comments.every(({ published_at }) => Date.parse(published_at) <= Date.parse(seen_until));
      if (!next_page || is_known) break;
      page = next_page;
    }
    if (newest > 0) await this.videos.update(id, { seen_until: new Date(newest).toISOString() });
  }

  /** What was edited or deleted since. */
  private async check(now: Date): Promise<void> {
    const since = new Date(now.getTime() - CHECK_DAYS * 86_400_000).toISOString();
    const before = new Date(now.getTime() - CHECK_EVERY_MS).toISOString();
    for (;;) {
      const ids = await this.functions.call<'get_youtube_comments_to_check', string[]>('get_youtube_comments_to_check', {
        p_before: before,
        p_since: since,
        p_most: CHECK_AT_ONCE,
      });
      const theirs = ids.filter((id) => !id.startsWith('own-'));
      if (theirs.length === 0) return;
      await this.spend(1, now);
      const found = await this.client!.comments(theirs);
      const there = new Set(found.map(({ comment_id }) => comment_id));
      await this.leads.take(found);
      await this.functions.call('mark_youtube_comments_removed', { p_ids: theirs.filter((id) => !there.has(id)) });
      if (ids.length < CHECK_AT_ONCE) return;
    }
  }

  private async reply({ payload: { comment_id, text } }: Send<{ comment_id: string; text: string }>, now: Date): Promise<SendOutcome> {
    if (!this.client?.can_reply) return { state: 'failed', error_code: 'not_set_up', error_message: 'No channel is set up that replies.' };
    if (comment_id.startsWith('own-'))
      return { state: 'failed', error_code: 'comment_unknown', error_message: 'Nobody said which comment on YouTube it is.' };
    if (!(await this.take(REPLY_UNITS, now)))
      return { state: 'failed', error_code: 'youtube_quota_spent', error_message: 'The budget of today is spent; answer tomorrow.' };
    return this.client.reply(comment_id, text);
  }

  /** Raises ProviderError when today's budget is spent. */
  private async spend(units: number, now: Date): Promise<void> {
    if (!(await this.take(units, now)))
      throw new ProviderError('youtube', 'temporary', 'youtube_quota_spent', 'The budget of today is spent.');
  }

  private take(units: number, now: Date, all = false): Promise<boolean | null> {
    return this.functions.call('take_youtube_quota', { p_units: units, p_budget: this.budget, p_at: now.toISOString(), p_all: all });
  }

  /** The code of what the provider said; empty when all went well. */
  private async failure(work: () => Promise<void>): Promise<string> {
    try {
      await work();
      return '';
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.code === 'youtube_quota_spent') await this.take(0, new Date(), true);
      this.logger.warn({ err: error, code: error.code }, 'comments of a video were not read');
      return error.code;
    }
  }
}
