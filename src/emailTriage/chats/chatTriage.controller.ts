import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { conversationNotFound } from '../../chatIngestion/chatIngestion.errors.js';
import { Require } from '../../common/auth/access.decorator.js';
import { ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { TriageEmailDto as TriageOptionsDto, ListEmailTriagesDto as ListTriagesDto } from '../dto/emailTriage.dto.js';
import { ChatTriageService, chatTriageIsOff, conversationNotTriaged } from './chatTriage.service.js';
import { ChatTriageDto, ChatTriagePageDto } from './dto/chatTriage.dto.js';

@ApiTags('Chats')
@Controller('conversations')
@Require('chats')
@ScopedBy('conversation', conversationNotFound)
export class ChatTriageController {
  constructor(private readonly triage: ChatTriageService) {}

  /**
   * Run triage on a conversation now.
   * @remarks What the customer wrote last is judged. A team or priority set by a person is kept, and nothing is sent. If the model gives no
   * result, rules decide and the response says so.
   */
  @Post(':id/triage')
  @HttpCode(200)
  @Require('chats', 'edit')
  @Refuses(conversationNotFound, chatTriageIsOff, conversationNotTriaged)
  triageConversation(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: TriageOptionsDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ChatTriageDto> {
    return this.triage.redo(id, body ?? {}, user.id);
  }

  /** List the triage results of a conversation, newest first. */
  @Get(':id/triages')
  @Refuses(conversationNotFound)
  listConversationTriages(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListTriagesDto): Promise<ChatTriagePageDto> {
    return this.triage.list(id, query);
  }
}
