import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/auth/access.decorator.js';
import { WebhookReceiptDto } from '../common/webhookInbox/dto/webhookReceipt.dto.js';
import { noSuchSource } from '../common/webhookInbox/webhookSource.js';

@ApiTags('Webhooks')
@Controller('webhooks/kaleyra')
@Public()
export class KaleyraCallbackController {
  /** What Kaleyra reports about a call that we placed. Protected by the token in the address that we gave it. */
  @Get('callback')
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  callback(): WebhookReceiptDto {
    // The door of the inbox answers; what comes through to here was not stored.
    throw noSuchSource();
  }
}
