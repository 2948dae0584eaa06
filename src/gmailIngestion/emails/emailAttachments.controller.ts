import { Controller, Get, Param, ParseUUIDPipe, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/auth/access.decorator.js';
import { answerBytes, type RangeWish } from '../../common/http/byteRange.js';
import { ServesBytes, WishedRange } from '../../common/http/servesBytes.decorator.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { attachmentNotFound, attachmentNotStored, EmailAttachmentsService } from './emailAttachments.service.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';

@ApiTags('E-mails')
@Controller('emails/attachments')
export class EmailAttachmentsController {
  constructor(private readonly attachments: EmailAttachmentsService) {}

  /**
   * Download an attachment.
   * @remarks The signed link from the e-mail grants access; each use is logged.
   */
  @Public()
  @Get(':id')
  @ServesBytes(
    'The content.',
    ['application/octet-stream', 'image/png', 'image/jpeg', 'application/pdf'],
    [linkInvalid, attachmentNotFound, attachmentNotStored, fileMissing, fileStoreUnavailable],
  )
  async downloadEmailAttachment(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() link: SignedLinkDto,
    @WishedRange() wish: RangeWish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, headers } = await this.attachments.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      wish,
      new Date(),
    );
    void reply.headers(headers);
    return answerBytes(reply, bytes);
  }
}
