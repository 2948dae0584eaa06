import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../../common/auth/access.decorator.js';
import { NarrowedBy, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { conversationNotFound, messageNotFound } from '../chatIngestion.errors.js';
import { FoundMessagePageDto, ListMessagesDto, MessageDetailDto, MessagePageDto, SearchMessagesDto } from './dto/message.dto.js';
import { MessagesService } from './messages.service.js';

@ApiTags('Chats')
@Controller('conversations')
@Require('chats')
@ScopedBy('conversation', conversationNotFound)
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  /** Search the messages of all conversations, newest first. */
  @Get('messages')
  @NarrowedBy('team')
  @Refuses(conversationNotFound)
  searchMessages(@Query() query: SearchMessagesDto, @CurrentUser() user: CurrentUserData): Promise<FoundMessagePageDto> {
    return this.messages.search(query, { user_id: user.id, now: new Date() });
  }

  /**
   * List the messages of a conversation, newest first.
   * @remarks `order=asc` lists them the other way round; with `previous_cursor` it reads on from the first row of a page.
   */
  @Get(':id/messages')
  @Refuses(conversationNotFound)
  listMessages(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ListMessagesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<MessagePageDto> {
    return this.messages.list(id, query, { user_id: user.id, now: new Date() });
  }

  /** Get a message with its former texts and all that the provider said about it. */
  @Get(':id/messages/:message_id')
  @Refuses(conversationNotFound, messageNotFound)
  getMessage(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('message_id', ParseUUIDPipe) message_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<MessageDetailDto> {
    return this.messages.get(id, message_id, { user_id: user.id, now: new Date() });
  }
}
