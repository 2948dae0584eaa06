import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { staleVersion, unprocessable } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { conversationNotFound } from '../chatIngestion.errors.js';
import { ChatDraftsService } from './chatDrafts.service.js';
import { chatDraftNotFound } from './chatReplies.errors.js';
import { ChatDraftDto, SaveChatDraftDto } from './dto/chatDraft.dto.js';

@ApiTags('Chats')
@Controller('conversations/:id/draft')
@Require('chats', 'create')
@ScopedBy('conversation', conversationNotFound)
export class ChatDraftsController {
  constructor(private readonly drafts: ChatDraftsService) {}

  /** Get your draft in a conversation. */
  @Get()
  @Refuses(conversationNotFound, chatDraftNotFound)
  getChatDraft(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<ChatDraftDto> {
    return this.drafts.get(id, user.id);
  }

  /**
   * Save your draft in a conversation.
   * @remarks It is deleted when you answer.
   */
  @Put()
  @Refuses(conversationNotFound, staleVersion, unprocessable)
  setChatDraft(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SaveChatDraftDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ChatDraftDto> {
    return this.drafts.save(id, body, user.id);
  }

  /** Delete your draft in a conversation. */
  @Delete()
  @Refuses(conversationNotFound, chatDraftNotFound)
  deleteChatDraft(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<ChatDraftDto> {
    return this.drafts.remove(id, user.id);
  }
}
