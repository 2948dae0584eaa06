import { Controller, Get, Param, ParseUUIDPipe, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiForbiddenResponse, ApiGoneResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/auth/access.decorator.js';
import { ErrorDto } from '../../common/errors/errorBody.dto.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { EmailAttachmentsService } from './emailAttachments.service.js';

@ApiTags('E-mails')
@Controller('emails/attachments')
export class EmailAttachmentsController {
  constructor(private readonly attachments: EmailAttachmentsService) {}

  /** An attachment. The signed link from its e-mail is the permission; each use is noted. */
  @Public()
  @Get(':id')
  @ApiForbiddenResponse({ type: ErrorDto, description: 'The link is not valid or has expired.' })
  @ApiGoneResponse({ type: ErrorDto, description: 'The content was not kept, or is not there any more.' })
  @ApiProduces('application/octet-stream', 'image/png', 'image/jpeg', 'application/pdf')
  @ApiOkResponse({ description: 'The content.', schema: { type: 'string', format: 'binary', example: '(bytes)' } })
  async open(
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
