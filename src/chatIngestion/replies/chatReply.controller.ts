import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { OpenToScopes, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { bodyTooLarge, providerNotConfigured, unsupportedMediaType } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';
import { UploadDto, UploadQueryDto } from '../../common/files/upload.dto.js';
import { bodyBroken } from '../../common/http/intake.js';
import { ReadsBytes } from '../../common/http/rawBody.js';
import { RequestUuid } from '../../common/idempotency/requestUuid.decorator.js';
import { ViewersDto } from '../../common/realtime/dto/viewer.dto.js';
import { conversationNotFound, messageNotFound } from '../chatIngestion.errors.js';
import { TEMPLATE_REFUSALS } from '../templates/chatTemplates.errors.js';
import {
  contactNotAllowed,
  fileNotStored,
  mediaRefused,
  notSupportedByProvider,
  providerTemplateNotFound,
  providerTemplateUnusable,
  templateRequired,
  templateValuesWrong,
} from './chatReplies.errors.js';
import { ChatReplyService } from './chatReply.service.js';
import { MessageDto } from '../messages/dto/message.dto.js';
import { ReplyChatDto, ResendMessageDto, SettleMessageDto } from './dto/chatReply.dto.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const EXAMPLES = {
  text: { value: { text: 'Your order leaves today.' } },
  'canned text': { value: { template_id: '7c9e6f0a-1111-4222-8333-444455556666', variables: { 'order.number': 'ORD-20451' } } },
  buttons: {
    value: {
      text: 'Shall we call you?',
      buttons: [
        { id: 'yes', title: 'Yes' },
        { id: 'no', title: 'No' },
      ],
    },
  },
  'template, at any time': { value: { provider_template: { id: '7c9e6f0a-1111-4222-8333-444455556666', body: ['Asha', 'ORD-20451'] } } },
};

const SEND_REFUSALS = [
  conversationNotFound,
  templateRequired,
  contactNotAllowed,
  'conversation_superseded',
  notSupportedByProvider,
  providerNotConfigured,
];

@ApiTags('Chats')
@Controller('conversations')
@Require('chats')
@ScopedBy('conversation', conversationNotFound)
export class ChatReplyController {
  constructor(private readonly replies: ChatReplyService) {}

  /**
   * Upload a file to send in a chat.
   * @remarks The body is the file itself. An unused upload is deleted after seven days.
   */
  @Post('uploads')
  @OpenToScopes()
  @ReadsBytes()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Refuses('upload_empty', 'uploads_busy', bodyTooLarge, unsupportedMediaType, bodyBroken, fileStoreUnavailable)
  uploadChatFile(@Query() query: UploadQueryDto, @Req() request: FastifyRequest, @CurrentUser() user: CurrentUserData): Promise<UploadDto> {
    return this.replies.upload(query, request, user.id);
  }

  /**
   * See who looks at a conversation now, and who types.
   * @remarks Clients say so on the socket, by `view`; what is not repeated expires.
   */
  @Get(':id/viewers')
  @Refuses(conversationNotFound)
  getConversationViewers(@Param('id', ParseUUIDPipe) id: string): Promise<ViewersDto> {
    return this.replies.viewers(id);
  }

  /**
   * Answer in a conversation.
   * @remarks It is sent once. For 24 hours after the customer's last message anything may be sent, afterwards only a template.
   */
  @Post(':id/reply')
  @ApiBody({ type: ReplyChatDto, examples: EXAMPLES })
  @Refuses(
    ...SEND_REFUSALS,
    ...TEMPLATE_REFUSALS,
    messageNotFound,
    providerTemplateNotFound,
    providerTemplateUnusable,
    templateValuesWrong,
    mediaRefused,
    fileNotStored,
    fileMissing,
    fileStoreUnavailable,
    'unknown_upload',
  )
  replyToConversation(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplyChatDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<MessageDto> {
    return this.replies.reply(id, body, { send_id, created_by: user.id }, new Date());
  }

  /**
   * Send a failed message once more.
   * @remarks The new message refers to the failed one in `resend_of`. One that may have arrived is only sent again with `force`.
   */
  @Post(':id/messages/:message_id/resend')
  @Refuses(...SEND_REFUSALS, messageNotFound, 'message_uncertain', 'message_not_failed', 'already_resent')
  resendMessage(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('message_id', ParseUUIDPipe) message_id: string,
    @Body() body: ResendMessageDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<MessageDto> {
    return this.replies.resend(id, message_id, body, { send_id, created_by: user.id }, new Date());
  }

  /** Cancel a message that still waits to be sent. */
  @Post(':id/messages/:message_id/cancel')
  @HttpCode(200)
  @Refuses(conversationNotFound, messageNotFound, 'send_not_cancellable')
  cancelMessage(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('message_id', ParseUUIDPipe) message_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<MessageDto> {
    return this.replies.cancel(id, message_id, { user_id: user.id, now: new Date() });
  }

  /** Record the outcome of a message whose delivery is uncertain. */
  @Post(':id/messages/:message_id/settle')
  @Require('chats', 'edit')
  @HttpCode(200)
  @Refuses(conversationNotFound, messageNotFound, 'send_not_uncertain')
  settleMessage(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('message_id', ParseUUIDPipe) message_id: string,
    @Body() body: SettleMessageDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<MessageDto> {
    return this.replies.settle(id, message_id, body, { user_id: user.id, now: new Date() });
  }
}
