import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
import { OpenToScopes, ScopedBy } from '../../common/auth/roleScope.decorator.js';
import { ReadsBytes } from '../../common/http/rawBody.js';
import { CurrentUser, type CurrentUserData } from '../../common/auth/currentUser.js';
import { RequestUuid } from '../../common/idempotency/requestUuid.decorator.js';
import {
  ForwardEmailDto,
  OutboundEmailDto,
  ReplyEmailDto,
  RescheduleEmailDto,
  SettleEmailDto,
  WriteEmailDto,
} from './dto/emailReply.dto.js';
import { UploadDto, UploadQueryDto } from '../../common/files/upload.dto.js';
import { EmailForwardService, recipientsAllOurs } from './emailForward.service.js';
import { emailNotFailed, EmailReplyService, mailboxInactive } from './emailReply.service.js';
import { EmailUploadsService, uploadEmpty, uploadsBusy } from '../composing/emailUploads.service.js';
import { bodyTooLarge, staleVersion, unsupportedMediaType } from '../../common/errors/commonErrors.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { fileMissing, fileStoreUnavailable } from '../../common/files/fileStore.js';
import { bodyBroken } from '../../common/http/intake.js';
import { attachmentNotStored } from '../emails/emailAttachments.service.js';
import { emailNotFound, emailNotOutbound, supportEmailNotFound } from '../gmailIngestion.errors.js';
import { TEMPLATE_REFUSALS } from '../../chatIngestion/templates/chatTemplates.errors.js';
import { SEND_REFUSALS } from './sendRefusals.errors.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const REPLY_EXAMPLES = {
  'to the sender': { value: { body_text: 'Dear Asha, your refund is on its way.' } },
  'to all, scheduled, and resolved': {
    value: {
      body_html: '<p>Your refund is <b>on its way</b>.</p>',
      reply_all: true,
      send_after: '2030-01-01T09:00:00Z',
      set_status: 'resolved',
    },
  },
};
const FORWARD_EXAMPLES = {
  'with all attachments': { value: { to: ['Warehouse <warehouse@example.com>'], body_text: 'Can you see where this parcel is?' } },
  'without attachments': { value: { to: ['warehouse@example.com'], include_attachments: false } },
};

@ApiTags('E-mails')
@Controller('emails')
@Require('emails')
@ScopedBy('email', emailNotFound)
export class EmailReplyController {
  constructor(
    private readonly replies: EmailReplyService,
    private readonly forwards: EmailForwardService,
    private readonly uploads: EmailUploadsService,
  ) {}

  /**
   * Upload a file to attach to an e-mail.
   * @remarks The body is the file itself. An unused upload is deleted after seven days.
   */
  @Post('uploads')
  @OpenToScopes()
  @ReadsBytes()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Refuses(uploadEmpty, uploadsBusy, bodyTooLarge, unsupportedMediaType, bodyBroken, fileStoreUnavailable)
  uploadFile(@Query() query: UploadQueryDto, @Req() request: FastifyRequest, @CurrentUser() user: CurrentUserData): Promise<UploadDto> {
    return this.uploads.take(query, request, user.id);
  }

  /**
   * Send a new e-mail.
   * @remarks It is sent once, after the undo window or at its time.
   */
  @Post()
  @ScopedBy('support_email', supportEmailNotFound, { field: 'support_email_id' })
  @Refuses(supportEmailNotFound, ...SEND_REFUSALS)
  sendEmail(@Body() body: WriteEmailDto, @CurrentUser() user: CurrentUserData, @RequestUuid() send_id: string): Promise<OutboundEmailDto> {
    return this.replies.write(body, { send_id, created_by: user.id });
  }

  /**
   * Send a reply.
   * @remarks It is sent once, in the thread of the original e-mail, after the undo window or at its time.
   */
  @Post(':id/reply')
  @ApiBody({ type: ReplyEmailDto, examples: REPLY_EXAMPLES })
  @Refuses(emailNotFound, supportEmailNotFound, staleVersion, ...SEND_REFUSALS, ...TEMPLATE_REFUSALS)
  replyToEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplyEmailDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.replies.reply(id, body, { send_id, created_by: user.id });
  }

  /**
   * Forward an e-mail with its attachments.
   * @remarks Answers of the new recipients arrive in a new thread. The forward is sent once, after the undo window or at its time.
   */
  @Post(':id/forward')
  @ApiBody({ type: ForwardEmailDto, examples: FORWARD_EXAMPLES })
  @Refuses(emailNotFound, supportEmailNotFound, recipientsAllOurs, attachmentNotStored, ...SEND_REFUSALS)
  forwardEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ForwardEmailDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.forwards.forward(id, body, { send_id, created_by: user.id });
  }

  /**
   * Cancel a queued e-mail.
   * @remarks If it was a draft, it is one again, under a new version.
   */
  @Post(':id/cancel')
  @HttpCode(200)
  @Refuses(emailNotFound, emailNotOutbound, 'send_not_cancellable')
  cancelEmail(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<OutboundEmailDto> {
    return this.replies.cancel(id, user.id);
  }

  /**
   * Reschedule a queued e-mail.
   * @remarks A time in the past sends it now.
   */
  @Post(':id/reschedule')
  @HttpCode(200)
  @Refuses(emailNotFound, emailNotOutbound, 'send_not_reschedulable', 'send_after_too_far', fileStoreUnavailable)
  rescheduleEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RescheduleEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<OutboundEmailDto> {
    return this.replies.reschedule(id, body, user.id);
  }

  /** Record the outcome of an e-mail whose delivery is uncertain. */
  @Post(':id/settle')
  @Require('emails', 'edit')
  @HttpCode(200)
  @Refuses(emailNotFound, emailNotOutbound, 'send_not_uncertain')
  settleEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SettleEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<OutboundEmailDto> {
    return this.replies.settle(id, body, user.id);
  }

  /**
   * Resend a failed e-mail.
   * @remarks The new e-mail refers to the failed one in `resend_of`.
   */
  @Post(':id/resend')
  @Refuses(
    emailNotFound,
    emailNotOutbound,
    emailNotFailed,
    'already_resent',
    'email_deleted',
    mailboxInactive,
    fileMissing,
    fileStoreUnavailable,
    supportEmailNotFound,
  )
  resendEmail(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.replies.resend(id, { send_id, created_by: user.id });
  }
}
