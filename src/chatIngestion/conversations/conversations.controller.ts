import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { staleVersion } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { stepNotAllowed } from '../../common/status/lifecycles.service.js';
import { conversationMerged, conversationNoteNotFound, conversationNotFound } from '../chatIngestion.errors.js';
import { ConversationNotesService } from './conversationNotes.service.js';
import { ConversationsService } from './conversations.service.js';
import {
  ConversationCountsDto,
  CountConversationsDto,
  ConversationDetailDto,
  ConversationPageDto,
  ListConversationsDto,
  MergeConversationDto,
  MergedConversationDto,
  TranscriptQueryDto,
  UpdateConversationDto,
} from './dto/conversation.dto.js';
import {
  ConversationNoteDto,
  ConversationNotePageDto,
  CreateConversationNoteDto,
  ListConversationNotesDto,
  UpdateConversationNoteDto,
} from './dto/conversationNote.dto.js';
import { TranscriptDto } from './dto/transcript.dto.js';
import { TranscriptsService } from './transcripts.service.js';

@ApiTags('Chats')
@Controller('conversations')
@Require('chats')
@ScopedBy('conversation', conversationNotFound)
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly notes: ConversationNotesService,
    private readonly transcripts: TranscriptsService,
  ) {}

  /** List conversations, the one with the newest message first. */
  @Get()
  @NarrowedBy('team')
  list(@Query() query: ListConversationsDto, @CurrentUser() user: CurrentUserData): Promise<ConversationPageDto> {
    return this.conversations.list(query, user.id);
  }

  /** Count conversations by status for each channel, provider and team. */
  @Get('counts')
  @NarrowedBy('team')
  countConversations(@Query() { team }: CountConversationsDto): Promise<ConversationCountsDto> {
    return this.conversations.counts(team);
  }

  /**
   * Get a conversation with its contact, window, cycles and history.
   * @remarks The id of one that was merged leads to the conversation that took it in.
   */
  @Get(':id')
  @Refuses(conversationNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<ConversationDetailDto> {
    return this.conversations.get(id, new Date());
  }

  /** Change status, priority, team, assignee, labels, or whether a conversation is read. */
  @Patch(':id')
  @Refuses(
    conversationNotFound,
    conversationMerged,
    staleVersion,
    stepNotAllowed,
    'assignee_not_found',
    'snooze_needs_time',
    'conversation_already_open',
  )
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateConversationDto): Promise<ConversationDetailDto> {
    return this.conversations.update(id, body, new Date());
  }

  /** Take part in a conversation: it is then in your view `mine`. */
  @Post(':id/follow')
  @HttpCode(200)
  @Require('chats', 'edit')
  @Refuses(conversationNotFound)
  followConversation(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<ConversationDetailDto> {
    return this.conversations.follow(id, user.id, true, new Date());
  }

  /** Take no more part in a conversation. */
  @Post(':id/unfollow')
  @HttpCode(200)
  @Require('chats', 'edit')
  @Refuses(conversationNotFound)
  unfollowConversation(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<ConversationDetailDto> {
    return this.conversations.follow(id, user.id, false, new Date());
  }

  /**
   * Take another conversation of the same customer in.
   * @remarks Its messages, notes and labels move here, and its id leads here from then on. `dry_run` only says what would move.
   */
  @Post(':id/merge')
  @ScopedBy('conversation', conversationNotFound, { param: 'id' }, { field: 'from' })
  @HttpCode(200)
  @Require('chats', 'edit')
  @Refuses(conversationNotFound, conversationMerged, 'conversations_differ', 'merge_into_resolved')
  mergeConversation(@Param('id', ParseUUIDPipe) id: string, @Body() body: MergeConversationDto): Promise<MergedConversationDto> {
    return this.conversations.merge(id, body);
  }

  /**
   * Export a conversation as text or JSON, oldest message first.
   * @remarks At most 10,000 messages; each export is logged.
   */
  @Get(':id/transcript')
  @ApiExtraModels(TranscriptDto)
  @ApiOkResponse({
    description: 'The conversation.',
    content: {
      'text/plain': { schema: { type: 'string', example: '2026-02-24 14:47:57 Asha: Where is my order?' } },
      'application/json': { schema: { $ref: getSchemaPath(TranscriptDto) } },
    },
  })
  @Refuses(conversationNotFound)
  async exportConversation(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: TranscriptQueryDto,
    @CurrentUser() user: CurrentUserData,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const transcript = await this.transcripts.get(id, query, { user_id: user.id, now: new Date() });
    const as_json = query.format === 'json';
    void reply
      .header('content-type', as_json ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="conversation-${transcript.conversation.id}.${as_json ? 'json' : 'txt'}"`)
      .send(as_json ? JSON.stringify(transcript) : this.transcripts.text(transcript));
  }

  /** List the notes of a conversation, newest first. */
  @Get(':id/notes')
  @Refuses(conversationNotFound)
  listConversationNotes(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ListConversationNotesDto,
  ): Promise<ConversationNotePageDto> {
    return this.notes.list(id, query);
  }

  /**
   * Write a note into a conversation.
   * @remarks The customer never sees it. Mentioned users get a notification.
   */
  @Post(':id/notes')
  @Require('chats', 'edit')
  @Refuses(conversationNotFound, 'mentioned_user_not_found')
  createConversationNote(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CreateConversationNoteDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ConversationNoteDto> {
    return this.notes.create(id, body, user.id);
  }

  /** Change a note of yours. */
  @Patch(':id/notes/:note_id')
  @Refuses(conversationNotFound, conversationNoteNotFound, staleVersion)
  updateConversationNote(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('note_id', ParseUUIDPipe) note_id: string,
    @Body() body: UpdateConversationNoteDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ConversationNoteDto> {
    return this.notes.update(id, note_id, body, user.id);
  }

  /** Delete a note of yours. */
  @Delete(':id/notes/:note_id')
  @Require('chats', 'edit')
  @Refuses(conversationNotFound, conversationNoteNotFound)
  deleteConversationNote(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('note_id', ParseUUIDPipe) note_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ConversationNoteDto> {
    return this.notes.remove(id, note_id, user.id);
  }
}
