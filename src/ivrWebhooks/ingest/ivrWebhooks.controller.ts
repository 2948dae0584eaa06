import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/auth/access.decorator.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { bodyBroken } from '../../common/http/intake.js';
import { WebhookReceiptDto } from '../../common/webhookInbox/dto/webhookReceipt.dto.js';
import { inboxOverloaded, noSuchSource, webhookRefused } from '../../common/webhookInbox/webhookSource.js';
import { IvrWebhookDto } from './dto/ivrWebhook.dto.js';

/** The door of the inbox answers; what comes through to here was not stored. */
@ApiTags('Webhooks')
@Controller('webhooks/ivr')
@Public()
export class IvrWebhooksController {
  /**
   * Receive an event of an IVR provider in the query.
   * @remarks Protected by the secret in the URL (`t`) or in the header `X-Webhook-Secret`.
   */
  @Get(':slug')
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource)
  receiveIvrQuery(@Param('slug') _slug: string): WebhookReceiptDto {
    throw noSuchSource();
  }

  /**
   * Receive an event of an IVR provider: JSON, a form or multipart.
   * @remarks Protected by the secret in the URL (`t`) or in the header `X-Webhook-Secret`.
   */
  @Post(':slug')
  @HttpCode(200)
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data')
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  receiveIvrEvents(@Param('slug') _slug: string, @Body() _body: IvrWebhookDto): WebhookReceiptDto {
    throw noSuchSource();
  }
}
