import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../common/auth/access.decorator.js';
import { WebhookReceiptDto } from '../../common/webhookInbox/dto/webhookReceipt.dto.js';
import { noSuchSource } from '../../common/webhookInbox/webhookSource.js';
import { GmailPushDto } from './dto/gmailPush.dto.js';

@ApiTags('Webhooks')
@Controller('webhooks/gmail')
@Public()
export class GmailPushController {
  /** What Gmail tells through Google Pub/Sub: there is something new in a mailbox. Protected by Google's token, or the secret in the address. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  push(@Body() _body: GmailPushDto): WebhookReceiptDto {
    // The door of the inbox answers; what comes through to here was not stored.
    throw noSuchSource();
  }
}
