import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, Require } from '../../common/auth/access.decorator.js';
import { ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';
import { answerBytes, type RangeWish } from '../../common/http/byteRange.js';
import { ServesBytes, WishedRange } from '../../common/http/servesBytes.decorator.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { MessageMediaDto } from './dto/messageMedia.dto.js';
import { mediaNotFound, mediaNotStored, MessageMediaService } from './messageMedia.service.js';

@ApiTags('Chats')
@Controller('conversations')
@Require('chats')
export class MessageMediaController {
  constructor(private readonly media: MessageMediaService) {}

  /**
   * Download a file of a message.
   * @remarks The signed link from the message grants access; each use is logged.
   */
  @Public()
  @Get('media/:id')
  @ServesBytes(
    'The content.',
    ['application/octet-stream', 'image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'audio/ogg', 'video/mp4'],
    [linkInvalid, mediaNotFound, mediaNotStored, fileMissing, fileStoreUnavailable],
  )
  async downloadMessageMedia(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() link: SignedLinkDto,
    @WishedRange() wish: RangeWish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, headers } = await this.media.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      wish,
      new Date(),
    );
    void reply.headers(headers);
    return answerBytes(reply, bytes);
  }

  /** Have a missing file of a message fetched once more. */
  @Post('messages/:message_id/media/:id/retry')
  @ScopedBy('message', mediaNotFound, { param: 'message_id' })
  @HttpCode(202)
  @Require('chats', 'edit')
  @Refuses(mediaNotFound, 'media_not_missing', 'media_has_no_source')
  retryMessageMedia(
    @Param('message_id', ParseUUIDPipe) message_id: string,
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<MessageMediaDto> {
    return this.media.retry(message_id, id, user.id, new Date());
  }
}
