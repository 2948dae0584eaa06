import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/auth/access.decorator.js';
import { Refuses } from '../../common/errors/refuses.decorator.js';
import { bodyBroken } from '../../common/http/intake.js';
import { WebhookReceiptDto } from '../../common/webhookInbox/dto/webhookReceipt.dto.js';
import { inboxOverloaded, noSuchSource, webhookRefused } from '../../common/webhookInbox/webhookSource.js';
import { InteraktWebhookDto, NetcoreWebhookDto } from './dto/chatWebhook.dto.js';

/** The door of the inbox answers; what comes through to here was not stored. */
@ApiTags('Webhooks')
@Controller('webhooks')
@Public()
export class ChatWebhooksController {
  /**
   * Receive events of the default Interakt account.
   * @remarks Protected by the signature over the body, or by the secret in the URL of an account without one.
   */
  @Post('interakt')
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  receiveInteraktEvents(@Body() _body: InteraktWebhookDto): WebhookReceiptDto {
    throw noSuchSource();
  }

  /**
   * Receive events of an Interakt account.
   * @remarks Protected by the signature over the body, or by the secret in the URL of an account without one.
   */
  @Post('interact/:slug')
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  receiveInteraktEventsOf(@Param('slug') _slug: string, @Body() _body: InteraktWebhookDto): WebhookReceiptDto {
    throw noSuchSource();
  }

  /**
   * Receive events of the default Netcore account.
   * @remarks Protected by the secret in the URL.
   */
  @Post('netcore')
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  receiveNetcoreEvents(@Body() _body: NetcoreWebhookDto): WebhookReceiptDto {
    throw noSuchSource();
  }

  /**
   * Receive events of a Netcore account.
   * @remarks Protected by the secret in the URL.
   */
  @Post('netcore/:slug')
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  receiveNetcoreEventsOf(@Param('slug') _slug: string, @Body() _body: NetcoreWebhookDto): WebhookReceiptDto {
    throw noSuchSource();
  }
}
