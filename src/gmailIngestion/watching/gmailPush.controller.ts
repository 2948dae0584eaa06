import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/auth/access.decorator.js';
import { WebhookReceiptDto } from '../../common/webhookInbox/dto/webhookReceipt.dto.js';
import { inboxOverloaded, noSuchSource, webhookRefused, webhookUnusable } from '../../common/webhookInbox/webhookSource.js';
import { GmailPushDto } from './dto/gmailPush.dto.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { bodyBroken } from '../../common/http/intake.js';
import { pushUnverified } from './gmailPush.service.js';

@ApiTags('Webhooks')
@Controller('webhooks/gmail')
@Public()
export class GmailPushController {
  /**
   * Receive a Gmail notification from Google Pub/Sub.
   * @remarks Protected by the token of Google or by the secret in the URL.
   */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, webhookUnusable, inboxOverloaded, noSuchSource, pushUnverified, bodyBroken)
  receiveGmailPush(@Body() _body: GmailPushDto): WebhookReceiptDto {
    // The door of the inbox answers; what comes through to here was not stored.
    throw noSuchSource();
  }
}
