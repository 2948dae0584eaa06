import { OmitType } from '@nestjs/swagger';
import { PageOf } from '../../common/list/page.dto.js';
import { PageQueryDto } from '../../common/list/pageQuery.dto.js';
import { StatsCountDto } from '../../common/list/stats.dto.js';
import { SEND_STATES } from '../../common/sends/send.js';
import { HistoryEntryDto } from '../../common/status/dto/history.dto.js';
import type { StateOf, StepOf } from '../../common/status/lifecycle.js';
import { AnyOf, AnyOfTexts } from '../../common/validation/anyOf.decorator.js';
import { ListOf, Nullable, Optional } from '../../common/validation/shape.decorators.js';
import { Text } from '../../common/validation/text.decorators.js';
import { Instant } from '../../common/validation/time.decorators.js';
import { Count, Id, OneOf } from '../../common/validation/value.decorators.js';
import type { Row } from '../../supabase/table.js';
import { YOUTUBE_INTENTS, type YoutubeIntent } from '../youtubeIntent.js';
import { YOUTUBE_LEAD, YOUTUBE_SOURCE_STATES } from '../youtubeLeads.states.js';

type YoutubeLeadStatus = StateOf<typeof YOUTUBE_LEAD>;
type YoutubeSourceState = (typeof YOUTUBE_SOURCE_STATES)[number];
const SORTS = ['created_at', 'updated_at', 'commented_at'] as const;
const VIDEO_ID = { pattern: /^[A-Za-z0-9_-]{11}$/, says: 'must be the id of a YouTube video' };

export class CreateYoutubeLeadDto {
  /** @example "dQw4w9WgXcQ" */
  @Text(VIDEO_ID) video_id: string;

  /**
   * The channel of the author.
   * @example "UC1234567890"
   */
  @Text({ min: 1, max: 100, pattern: /^\S+$/, says: 'must be one word' }) author_id: string;

  /** @example "Ravi Patil" */
  @Optional() @Text({ max: 300, oneLine: true }) author_name?: string;

  /** @example "What is the price of this pump?" */
  @Text({ min: 1, max: 10_000 }) comment: string;

  /** The id of the comment on YouTube; without it the comment cannot be answered from here. */
  @Optional() @Text({ min: 1, max: 200, pattern: /^\S+$/, says: 'must be one word' }) comment_id?: string;

  /** What the author wants; found by rules when it is left out. */
  @Optional() @OneOf(YOUTUBE_INTENTS) intent?: YoutubeIntent;

  /** When it was written; now when it is left out. */
  @Optional() @Instant() commented_at?: string;
}

export class UpdateYoutubeLeadDto {
  /** The status that is wanted. */
  @Optional() @OneOf(YOUTUBE_LEAD.states) status?: YoutubeLeadStatus;

  @Optional() @OneOf(YOUTUBE_INTENTS) intent?: YoutubeIntent;

  @Optional() @Nullable() @Id() assignee_id?: string | null;

  @Optional() @Text({ max: 5000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class YoutubeLeadActionDto {
  /** @example "qualify" */
  @OneOf(YOUTUBE_LEAD.actions) action: StepOf<typeof YOUTUBE_LEAD>;

  @Optional() @Text({ max: 2000 }) note?: string;

  /** The version you saw. If there is a newer one, the change is refused with 409 `stale_version`. */
  @Optional() @Count({ min: 1 }) version?: number;
}

export class ReplyToYoutubeLeadDto {
  /** @example "It is 4,500 rupees; see the link above." */
  @Text({ min: 1, max: 5000 }) text: string;
}

export class ListYoutubeLeadsDto extends PageQueryDto {
  @AnyOf(YOUTUBE_LEAD.states) status?: YoutubeLeadStatus[];

  @AnyOf(YOUTUBE_INTENTS) intent?: YoutubeIntent[];

  @AnyOf(YOUTUBE_SOURCE_STATES) source_state?: YoutubeSourceState[];

  @Optional() @Text(VIDEO_ID) video_id?: string;

  /** Of the lead. */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];

  @Optional() @Id() assignee_id?: string;

  /** With all that are merged with it. */
  @Optional() @Id() customer_id?: string;

  @Optional() @Id() lead_id?: string;

  /** Created at or after this instant. */
  @Optional() @Instant() from?: string;

  /** Created before this instant. */
  @Optional() @Instant() to?: string;

  /** Searches the number, the author and the comment. */
  @Optional() @Text({ max: 200 }) search?: string;

  @Optional() @OneOf(SORTS) sort?: (typeof SORTS)[number];
}

export class YoutubeLeadStatsQueryDto extends OmitType(ListYoutubeLeadsDto, ['page', 'limit', 'cursor', 'order', 'sort']) {}

export class YoutubeLeadDto implements Omit<Row<'youtube_leads'>, 'deleted_at'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "YT-0042" */
  number: string;
  /** The lead that it is a touch of. */
  lead_id: string;
  customer_id: string | null;
  /** @example "dQw4w9WgXcQ" */
  video_id: string;
  author_id: string;
  /** @example "Ravi Patil" */
  author_name: string;
  /** The first comment, as it was. */
  comment: string;
  @OneOf(YOUTUBE_INTENTS) intent: string;
  /** @example "new" */
  @OneOf(YOUTUBE_LEAD.states) status: YoutubeLeadStatus;
  /** What became of its comments on YouTube. */
  @OneOf(YOUTUBE_SOURCE_STATES) source_state: string;
  /**
   * How many comments of the author say the same.
   * @example 1
   */
  comments: number;
  assignee_id: string | null;
  note: string;
  commented_at: string;
  created_by: string | null;
  /** @example "2026-02-24T09:15:15.000Z" */
  created_at: string;
  updated_at: string;
  /** @example 1 */
  version: number;
  /**
   * Of the lead.
   * @example "sales"
   */
  team: string | null;
}
export class YoutubeLeadPageDto extends PageOf(YoutubeLeadDto) {}

export class YoutubeCommentDto implements Omit<Row<'youtube_comments'>, 'youtube_lead_id' | 'video_id' | 'author_id' | 'checked_at'> {
  id: string;
  /** What YouTube calls it; `own-…` where that is not known. */
  comment_id: string;
  text: string;
  /** What it said before it was edited. */
  former_text: string | null;
  published_at: string;
  edited_at: string | null;
  removed_at: string | null;
}

export class YoutubeReplyDto {
  id: string;
  text: string;
  @OneOf(SEND_STATES) state: string;
  /** Why it did not go out. */
  error_message: string | null;
  created_by: string | null;
  @Instant() at: string;
}

export class YoutubeLeadDetailDto extends YoutubeLeadDto {
  /** The author's comments, oldest first. */
  said: YoutubeCommentDto[];
  replies: YoutubeReplyDto[];
  history: HistoryEntryDto[];
  /** The actions that are possible now. */
  @ListOf(OneOf(YOUTUBE_LEAD.actions)) allowed_actions: StepOf<typeof YOUTUBE_LEAD>[];
}

export class YoutubeLeadStatsDto {
  /** @example 3 */
  total: number;
  by_status: StatsCountDto[];
  by_intent: StatsCountDto[];
  by_source_state: StatsCountDto[];
  by_video_id: StatsCountDto[];
  by_team: StatsCountDto[];
}

export class AddYoutubeVideoDto {
  /** @example "dQw4w9WgXcQ" */
  @Text(VIDEO_ID) video_id: string;

  /** @example "Our new pump" */
  @Optional() @Text({ max: 150, oneLine: true }) title?: string;
}

export class YoutubeVideoDto implements Row<'youtube_videos'> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example "dQw4w9WgXcQ" */
  video_id: string;
  title: string;
  /** Comments up to then have been read. */
  @Instant() seen_until: string | null;
  polled_at: string | null;
  /** Why it could not be read the last time; empty when it could. */
  fault: string;
  created_by: string | null;
  created_at: string;
}
export class YoutubeVideoPageDto extends PageOf(YoutubeVideoDto) {}
