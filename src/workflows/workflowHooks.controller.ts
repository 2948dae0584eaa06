import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/auth/access.decorator.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { bodyBroken } from '../common/http/intake.js';
import { WebhookReceiptDto } from '../common/webhookInbox/dto/webhookReceipt.dto.js';
import { inboxOverloaded, noSuchSource, webhookRefused } from '../common/webhookInbox/webhookSource.js';
import { WorkflowCallDto } from './dto/workflowCall.dto.js';

/** The door of the inbox answers; what comes through to here was not stored. */
@ApiTags('Webhooks')
@Controller('webhooks/workflows')
@Public()
export class WorkflowHooksController {
  /**
   * Start a rule that is triggered by a webhook.
   * @remarks Protected by the secret of the rule in the header `X-Webhook-Secret` or in the URL (`t`). Calls with the same `Webhook-Id`,
   * or without one with the same body, start it once.
   */
  @Post(':id')
  @HttpCode(200)
  @ApiOkResponse({ type: WebhookReceiptDto, description: 'Stored.' })
  @Refuses(webhookRefused, inboxOverloaded, noSuchSource, bodyBroken)
  callWorkflow(@Param('id') _id: string, @Body() _body: WorkflowCallDto): WebhookReceiptDto {
    throw noSuchSource();
  }
}
