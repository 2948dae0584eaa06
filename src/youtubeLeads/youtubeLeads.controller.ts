import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ClosedToScopes, NarrowedBy, OpenToScopes, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { PageQueryDto } from '../common/list/pageQuery.dto.js';
import { stepNotAllowed } from '../common/status/lifecycles.service.js';
import {
  AddYoutubeVideoDto,
  CreateYoutubeLeadDto,
  ListYoutubeLeadsDto,
  ReplyToYoutubeLeadDto,
  UpdateYoutubeLeadDto,
  YoutubeLeadActionDto,
  YoutubeLeadDetailDto,
  YoutubeLeadDto,
  YoutubeLeadPageDto,
  YoutubeLeadStatsDto,
  YoutubeLeadStatsQueryDto,
  YoutubeVideoDto,
  YoutubeVideoPageDto,
} from './dto/youtubeLead.dto.js';
import { youtubeCommentKnown, youtubeIntentMissing, youtubeLeadNotFound, youtubeVideoNotFound } from './youtubeLeads.errors.js';
import { YoutubeLeadsService } from './youtubeLeads.service.js';

const CHANGE_REFUSALS = [youtubeLeadNotFound, staleVersion, stepNotAllowed] as const;

@ApiTags('YouTube leads')
@Controller('youtube-leads')
@Require('youtube_leads')
@ScopedBy('youtube_lead', youtubeLeadNotFound)
export class YoutubeLeadsController {
  constructor(private readonly leads: YoutubeLeadsService) {}

  /** List YouTube leads, newest first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListYoutubeLeadsDto): Promise<YoutubeLeadPageDto> {
    return this.leads.list(query);
  }

  /**
   * Count YouTube leads by status, intent, state of their comments and video.
   * @remarks Takes the filters of the list.
   */
  @Get('stats')
  @NarrowedBy('team')
  stats(@Query() query: YoutubeLeadStatsQueryDto): Promise<YoutubeLeadStatsDto> {
    return this.leads.stats(query);
  }

  /** List the videos whose comments are read. */
  @Get('videos')
  @OpenToScopes()
  listYoutubeVideos(@Query() query: PageQueryDto): Promise<YoutubeVideoPageDto> {
    return this.leads.listVideos(query);
  }

  /** Have the comments of a video read. */
  @Post('videos')
  @Refuses(conflict)
  addYoutubeVideo(@Body() body: AddYoutubeVideoDto, @CurrentUser() user: CurrentUserData): Promise<YoutubeVideoDto> {
    return this.leads.addVideo(body, user.id);
  }

  /**
   * Stop reading the comments of a video.
   * @remarks Its leads stay.
   */
  @Delete('videos/:id')
  @ClosedToScopes()
  @Refuses(youtubeVideoNotFound)
  deleteYoutubeVideo(@Param('id', ParseUUIDPipe) id: string): Promise<YoutubeVideoDto> {
    return this.leads.removeVideo(id);
  }

  /** Get a YouTube lead with its comments, replies, history and possible actions. */
  @Get(':id')
  @Refuses(youtubeLeadNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<YoutubeLeadDetailDto> {
    return this.leads.get(id);
  }

  /**
   * Create a YouTube lead.
   * @remarks It gets the next number. An author has one lead for each video until the intent changes: another comment of the same intent
   * answers that one.
   */
  @Post()
  @Refuses(youtubeIntentMissing, youtubeCommentKnown, 'identity_is_shared')
  create(@Body() body: CreateYoutubeLeadDto, @CurrentUser() user: CurrentUserData, @RequestUuid() id: string): Promise<YoutubeLeadDto> {
    return this.leads.create(body, id, user.id, new Date());
  }

  /** Change a YouTube lead, or its status. */
  @Patch(':id')
  @Refuses(...CHANGE_REFUSALS, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateYoutubeLeadDto): Promise<YoutubeLeadDto> {
    return this.leads.update(id, body);
  }

  /** Take an action on a YouTube lead, such as qualify or dismiss. */
  @Post(':id/actions')
  @Require('youtube_leads', 'edit')
  @HttpCode(200)
  @Refuses(...CHANGE_REFUSALS)
  act(@Param('id', ParseUUIDPipe) id: string, @Body() body: YoutubeLeadActionDto): Promise<YoutubeLeadDetailDto> {
    return this.leads.act(id, body);
  }

  /**
   * Reply to the newest comment of a YouTube lead.
   * @remarks It is sent at most once; `replies` say what became of it.
   */
  @Post(':id/reply')
  @Require('youtube_leads', 'edit')
  @HttpCode(200)
  @Refuses(youtubeLeadNotFound, 'youtube_comment_removed')
  replyToYoutubeLead(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplyToYoutubeLeadDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() reply_id: string,
  ): Promise<YoutubeLeadDetailDto> {
    return this.leads.reply(id, body.text, reply_id, user.id);
  }

  /** Delete a YouTube lead. */
  @Delete(':id')
  @Refuses(youtubeLeadNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<YoutubeLeadDto> {
    return this.leads.remove(id);
  }
}
