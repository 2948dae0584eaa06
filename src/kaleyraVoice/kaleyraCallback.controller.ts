import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/auth/access.decorator.js';
import { WebhookReceiptDto } from '../common/webhookInbox/dto/webhookReceipt.dto.js';
import { inboxOverloaded, noSuchSource, webhookRefused, webhookUnusable } from '../common/webhookInbox/webhookSource.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { bodyBroken } from '../common/http/intake.js';

@ApiTags('Webhooks')
@Controller('webhooks/kaleyra')
@Public()
export class KaleyraCallbackController {
  /**
   * Receive a call report from Kaleyra.
   * @remarks Protected by the token in the URL that Kaleyra was given.
   */
  @Get('callback')
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, webhookUnusable, inboxOverloaded, noSuchSource, bodyBroken)
  receiveKaleyraCallback(): WebhookReceiptDto {
    // The door of the inbox answers; what comes through to here was not stored.
    throw noSuchSource();
  }
}
