import { Controller, Get, Param, ParseUUIDPipe, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/auth/access.decorator.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { attachmentNotFound, attachmentNotStored, EmailAttachmentsService } from './emailAttachments.service.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
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
  @ApiProduces('application/octet-stream', 'image/png', 'image/jpeg', 'application/pdf')
  @ApiOkResponse({ description: 'The content.', schema: { type: 'string', format: 'binary', example: '(bytes)' } })
  @Refuses(linkInvalid, attachmentNotFound, attachmentNotStored, fileMissing, fileStoreUnavailable)
  async downloadEmailAttachment(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() link: SignedLinkDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content, headers } = await this.attachments.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      new Date(),
    );
    void reply.headers(headers);
    return new StreamableFile(content, {
      type: headers['content-type'],
      disposition: headers['content-disposition'],
      length: Number(headers['content-length']),
    });
  }
}
