import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { OpenToScopes, ScopedBy } from '../common/auth/roleScope.decorator.js';
import { bodyTooLarge, providerNotConfigured, staleVersion, unsupportedMediaType } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../common/files/fileStore.js';
import { UploadDto, UploadQueryDto } from '../common/files/upload.dto.js';
import { answerBytes, type RangeWish } from '../common/http/byteRange.js';
import { bodyBroken } from '../common/http/intake.js';
import { ReadsBytes } from '../common/http/rawBody.js';
import { ServesBytes, WishedRange } from '../common/http/servesBytes.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { SEND_REFUSALS } from '../gmailIngestion/replies/sendRefusals.errors.js';
import {
  CreateTicketCommentDto,
  ListTicketCommentsDto,
  TicketCommentDto,
  TicketCommentPageDto,
  UpdateTicketCommentDto,
} from './dto/ticketComment.dto.js';
import { TicketCommentsService } from './ticketComments.service.js';
import { ticketAttachmentNotFound, ticketCommentNotFound, ticketHasNoChannel, ticketNotFound } from './tickets.errors.js';

@ApiTags('Tickets')
@Controller('tickets')
@Require('tickets')
@ScopedBy('ticket', ticketNotFound)
export class TicketCommentsController {
  constructor(private readonly comments: TicketCommentsService) {}

  /**
   * Upload a file to attach to a comment.
   * @remarks The body is the file itself. An unused upload is deleted after seven days.
   */
  @Post('uploads')
  @OpenToScopes()
  @ReadsBytes()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Refuses('upload_empty', 'uploads_busy', bodyTooLarge, unsupportedMediaType, bodyBroken, fileStoreUnavailable)
  uploadTicketFile(
    @Query() query: UploadQueryDto,
    @Req() request: FastifyRequest,
    @CurrentUser() user: CurrentUserData,
  ): Promise<UploadDto> {
    return this.comments.upload(query, request, user.id);
  }

  /** Download an attachment of a comment. */
  @Get('attachments/:id')
  @ScopedBy('ticket_attachment', ticketAttachmentNotFound)
  @ServesBytes(
    'The content.',
    ['application/octet-stream', 'image/png', 'image/jpeg', 'application/pdf'],
    [ticketAttachmentNotFound, fileMissing, fileStoreUnavailable],
  )
  async downloadTicketAttachment(
    @Param('id', ParseUUIDPipe) id: string,
    @WishedRange() wish: RangeWish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { bytes, headers } = await this.comments.open(id, wish);
    void reply.headers(headers);
    return answerBytes(reply, bytes);
  }

  /**
   * List what was said on a ticket, newest first.
   * @remarks With what was said on those that were merged into it.
   */
  @Get(':id/comments')
  @Refuses(ticketNotFound)
  listTicketComments(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListTicketCommentsDto): Promise<TicketCommentPageDto> {
    return this.comments.list(id, query);
  }

  /**
   * Comment on a ticket, or answer the customer.
   * @remarks A public comment is sent once, by the channel that the ticket came by or by `via`; it needs the right to write there. On a
   * merged ticket it lands on the one that counts.
   */
  @Post(':id/comments')
  @Refuses(
    ticketNotFound,
    ticketHasNoChannel,
    'mentioned_user_not_found',
    ...SEND_REFUSALS,
    'support_email_not_found',
    'conversation_not_found',
    'template_required',
    'contact_not_allowed',
    'conversation_superseded',
    'not_supported_by_provider',
    'media_refused',
    providerNotConfigured,
    fileMissing,
  )
  createTicketComment(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CreateTicketCommentDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() comment_id: string,
  ): Promise<TicketCommentDto> {
    return this.comments.create(id, body, comment_id, { id: user.id, permissions: user.permissions! }, new Date());
  }

  /** Change your own internal comment. */
  @Patch(':id/comments/:comment_id')
  @Require('tickets', 'create')
  @Refuses(ticketNotFound, ticketCommentNotFound, staleVersion)
  updateTicketComment(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('comment_id', ParseUUIDPipe) comment_id: string,
    @Body() body: UpdateTicketCommentDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketCommentDto> {
    return this.comments.update(id, comment_id, body, user.id);
  }

  /** Delete your own internal comment. */
  @Delete(':id/comments/:comment_id')
  @Require('tickets', 'create')
  @Refuses(ticketNotFound, ticketCommentNotFound)
  deleteTicketComment(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('comment_id', ParseUUIDPipe) comment_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<TicketCommentDto> {
    return this.comments.remove(id, comment_id, user.id);
  }
}
