import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../common/auth/access.decorator.js';
import { WebhookInboxService } from '../common/webhookInbox/webhookInbox.service.js';
import { WebhookReceiptDto } from '../common/webhookInbox/dto/webhookReceipt.dto.js';

@ApiTags('Webhooks')
@Controller('webhooks/kaleyra')
@Public()
export class KaleyraCallbackController {
  constructor(private readonly inbox: WebhookInboxService) {}

  /** What Kaleyra reports about a call that we placed. Protected by the token in the address that we gave it. */
  @Get('callback')
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  async callback(@Req() request: FastifyRequest): Promise<WebhookReceiptDto> {
    await this.inbox.receive('kaleyra', request);
    return { ok: true };
  }
}
