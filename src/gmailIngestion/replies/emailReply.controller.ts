import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Require } from '../../common/auth/access.decorator.js';
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
import { EmailUploadDto, UploadQueryDto } from '../composing/dto/emailUpload.dto.js';
import { EmailForwardService } from './emailForward.service.js';
import { EmailReplyService } from './emailReply.service.js';
import { EmailUploadsService } from '../composing/emailUploads.service.js';

/** Bodies to try; the first is what Swagger UI fills in. */
const REPLY_EXAMPLES = {
  'to whoever wrote': { value: { body_text: 'Dear Asha, your refund is on its way.' } },
  'to all, later, and done': {
    value: {
      body_html: '<p>Your refund is <b>on its way</b>.</p>',
      reply_all: true,
      send_after: '2030-01-01T09:00:00Z',
      set_status: 'resolved',
    },
  },
};
const FORWARD_EXAMPLES = {
  'with everything': { value: { to: ['Warehouse <warehouse@example.com>'], body_text: 'Can you see where this parcel is?' } },
  'without attachments': { value: { to: ['warehouse@example.com'], include_attachments: false } },
};

@ApiTags('Emails')
@Controller('emails')
@Require('emails')
export class EmailReplyController {
  constructor(
    private readonly replies: EmailReplyService,
    private readonly forwards: EmailForwardService,
    private readonly uploads: EmailUploadsService,
  ) {}

  /** Bring a file to attach. The body is the file itself; it is kept for seven days unless it is used. */
  @Post('uploads')
  @ReadsBytes()
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  upload(@Query() query: UploadQueryDto, @Req() request: FastifyRequest, @CurrentUser() user: CurrentUserData): Promise<EmailUploadDto> {
    return this.uploads.take(query, request, user.id);
  }

  /** Write a new e-mail. It waits for its undo window or its time, then it is sent, once. */
  @Post()
  write(@Body() body: WriteEmailDto, @CurrentUser() user: CurrentUserData, @RequestUuid() send_id: string): Promise<OutboundEmailDto> {
    return this.replies.write(body, { send_id, created_by: user.id });
  }

  /** Answer an e-mail, in its thread. It waits for its undo window or its time, then it is sent, once. */
  @Post(':id/reply')
  @ApiBody({ type: ReplyEmailDto, examples: REPLY_EXAMPLES })
  reply(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReplyEmailDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.replies.reply(id, body, { send_id, created_by: user.id });
  }

  /**
   * Pass an e-mail on to others, with its attachments. Their answers come in a thread of its own. It waits for its undo window or its time,
   * then it is sent, once.
   */
  @Post(':id/forward')
  @ApiBody({ type: ForwardEmailDto, examples: FORWARD_EXAMPLES })
  forward(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ForwardEmailDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.forwards.forward(id, body, { send_id, created_by: user.id });
  }

  /** Take back an e-mail that is still queued; 409 `send_not_cancellable` afterwards. */
  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<OutboundEmailDto> {
    return this.replies.cancel(id, user.id);
  }

  /** Give an e-mail that is still queued another time; one that is past sends it now. 409 `send_not_reschedulable` when it is under way. */
  @Post(':id/reschedule')
  @HttpCode(200)
  reschedule(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RescheduleEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<OutboundEmailDto> {
    return this.replies.reschedule(id, body, user.id);
  }

  /** Say what became of an e-mail that the server left uncertain. */
  @Post(':id/settle')
  @Require('emails', 'edit')
  @HttpCode(200)
  settle(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SettleEmailDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<OutboundEmailDto> {
    return this.replies.settle(id, body, user.id);
  }

  /** Send a failed e-mail once more, as a message of its own that names the first in `resend_of`. */
  @Post(':id/resend')
  resend(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() send_id: string,
  ): Promise<OutboundEmailDto> {
    return this.replies.resend(id, { send_id, created_by: user.id });
  }
}
