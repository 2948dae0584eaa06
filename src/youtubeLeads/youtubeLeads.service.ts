import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import type { PageQueryDto } from '../common/list/pageQuery.dto.js';
import { type LifecycleOf, Lifecycles } from '../common/status/lifecycles.service.js';
import { CustomersService } from '../customers/customers.service.js';
import type { YoutubeComment } from '../providers/youtube/youtube.parser.js';
import { Functions } from '../supabase/functions.service.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  AddYoutubeVideoDto,
  CreateYoutubeLeadDto,
  ListYoutubeLeadsDto,
  UpdateYoutubeLeadDto,
  YoutubeCommentDto,
  YoutubeLeadActionDto,
  YoutubeLeadDetailDto,
  YoutubeLeadDto,
  YoutubeLeadPageDto,
  YoutubeLeadStatsDto,
  YoutubeReplyDto,
  YoutubeVideoDto,
} from './dto/youtubeLead.dto.js';
import { YOUTUBE_INTENTS, youtubeIntent } from './youtubeIntent.js';
import { youtubeCommentKnown, youtubeIntentMissing, youtubeLeadNotFound, youtubeVideoNotFound } from './youtubeLeads.errors.js';
import { YOUTUBE_LEAD, YOUTUBE_SOURCE_STATES } from './youtubeLeads.states.js';

const COLUMNS = [
  ...['id', 'number', 'lead_id', 'customer_id', 'video_id', 'author_id', 'author_name', 'comment', 'intent', 'status', 'source_state'],
  ...['comments', 'assignee_id', 'note', 'commented_at', 'created_by', 'created_at', 'updated_at', 'version', 'team'],
] as (keyof YoutubeLeadDto)[];
const COMMENT_COLUMNS = ['id', 'comment_id', 'text', 'former_text', 'published_at', 'edited_at', 'removed_at'] as const;

/** Leads from comments under videos. */
@Injectable()
export class YoutubeLeadsService {
  private readonly leads: Table<'youtube_leads', YoutubeLeadDto>;
  private readonly comments: Table<'youtube_comments', YoutubeCommentDto>;
  private readonly videos: Table<'youtube_videos', YoutubeVideoDto>;
  private readonly lifecycle: LifecycleOf<typeof YOUTUBE_LEAD>;

  constructor(
    tables: Tables,
    lifecycles: Lifecycles,
    private readonly functions: Functions,
    private readonly customers: CustomersService,
  ) {
    this.leads = tables.of('youtube_leads', {
      notFound: youtubeLeadNotFound,
      hidden: 'deleted_at',
      columns: COLUMNS,
      filters: ['status', 'intent', 'source_state', 'video_id', 'team', 'assignee_id', 'customer_id', 'lead_id'],
      ranges: CREATED_BETWEEN,
      search: ['number', 'author_name', 'comment'],
      sort: ['created_at', 'updated_at', 'commented_at'],
      kept: ['status', 'intent', 'source_state', 'video_id', 'team'],
      stats: { status: YOUTUBE_LEAD.states, intent: YOUTUBE_INTENTS, source_state: YOUTUBE_SOURCE_STATES, video_id: [], team: [] },
    });
    this.comments = tables.of('youtube_comments', { columns: COMMENT_COLUMNS, sort: ['published_at'] });
    this.videos = tables.of('youtube_videos', { notFound: youtubeVideoNotFound });
    this.lifecycle = lifecycles.of(YOUTUBE_LEAD, 'youtube_leads', youtubeLeadNotFound);
  }

  async list(query: ListYoutubeLeadsDto): Promise<YoutubeLeadPageDto> {
    return this.leads.page(await this.customers.withMembers(query));
  }

  async stats(query: Omit<ListYoutubeLeadsDto, 'sort'>): Promise<YoutubeLeadStatsDto> {
    return this.leads.stats(await this.customers.withMembers(query));
  }

  /** Raises youtube_lead_not_found. */
  async get(id: string): Promise<YoutubeLeadDetailDto> {
    const reading = this.leads.get(id);
    const [lead, said, replies, history] = await Promise.all([
      reading,
      this.comments.all({ youtube_lead_id: id }),
      this.functions.call<'get_youtube_replies', YoutubeReplyDto[]>('get_youtube_replies', { p_lead_id: id }),
      this.lifecycle.history(id, reading),
    ]);
    return { ...lead, said, replies, history, allowed_actions: YOUTUBE_LEAD.allowed(lead.status) };
  }

  /**
   * The author's lead for this video and intent: a new one, or the one that there is. Raises youtube_intent_missing,
   * youtube_comment_known.
   */
  async create({ comment, intent, ...given }: CreateYoutubeLeadDto, id: string, by: string, now: Date): Promise<YoutubeLeadDto> {
    const wanted = intent ?? youtubeIntent(comment)?.intent;
    if (!wanted) throw youtubeIntentMissing();
    const { video_id, author_id, author_name = '', comment_id = `own-${id}`, commented_at = now.toISOString() } = given;
    const read = { comment_id, video_id, author_id, author_name, text: comment, published_at: commented_at, edited_at: null };
    const [taken] = await this.take([{ ...read, intent: wanted, reason: 'A person said so.' }], by, id);
    if (!taken?.youtube_lead_id) throw youtubeCommentKnown({ comment_id });
    return this.leads.get(taken.youtube_lead_id);
  }

  /** Raises youtube_lead_not_found, stale_version, step_not_allowed. */
  async update(id: string, { version, status, ...change }: UpdateYoutubeLeadDto): Promise<YoutubeLeadDto> {
    const before = await this.leads.get(id);
    await this.lifecycle.moveTo(id, status ?? before.status, { version, set: change });
    return this.leads.get(id);
  }

  /** Raises the same. */
  async act(id: string, { action, note, version }: YoutubeLeadActionDto): Promise<YoutubeLeadDetailDto> {
    await this.leads.get(id);
    await this.lifecycle.act(id, action, { note, version });
    return this.get(id);
  }

  /** Answers the newest comment that is still there. Raises youtube_lead_not_found, youtube_comment_removed. */
  async reply(id: string, text: string, reply_id: string, by: string): Promise<YoutubeLeadDetailDto> {
    await this.functions.call('queue_youtube_reply', { p_id: reply_id, p_lead_id: id, p_text: text, p_by: by });
    return this.get(id);
  }

  /** Raises youtube_lead_not_found. */
  remove(id: string): Promise<YoutubeLeadDto> {
    return this.leads.remove(id);
  }

  listVideos(query: PageQueryDto): Promise<Page<YoutubeVideoDto>> {
    return this.videos.page(query);
  }

  /** Raises conflict. */
  addVideo(video: AddYoutubeVideoDto, by: string): Promise<YoutubeVideoDto> {
    return this.videos.insert({ ...video, created_by: by });
  }

  /** Its leads stay. Raises youtube_video_not_found. */
  removeVideo(id: string): Promise<YoutubeVideoDto> {
    return this.videos.remove(id);
  }

  /** Takes comments as they are now; those with an intent become leads of their authors. */
  async take(comments: (YoutubeComment & { intent?: string; reason?: string })[], by: string | null = null, id: string | null = null) {
    const read = [];
    for (const comment of comments) {
      const found = comment.intent ? { intent: comment.intent, reason: comment.reason } : youtubeIntent(comment.text);
      const identities = [{ kind: 'external' as const, value: `youtube:${comment.author_id}` }];
      const customer_id = found && (await this.customers.identify({ name: comment.author_name, identities })).id;
      read.push({ ...comment, ...found, customer_id });
    }
    return this.functions.call('take_youtube_comments', { p_comments: read, p_by: by, p_id: id });
  }
}
