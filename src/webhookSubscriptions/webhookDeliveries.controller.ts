import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { allows } from '../common/auth/permissions.port.js';
import {
  ListWebhookDeliveriesDto,
  RedeliverFilterDto,
  RedeliverResultDto,
  WebhookDeliveryDetailDto,
  WebhookDeliveryDto,
  WebhookDeliveryPageDto,
} from './dto/webhookDelivery.dto.js';
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';

@ApiTags('Webhook deliveries')
@Controller('webhook-deliveries')
@Require('webhooks')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  /** Deliveries, newest first. */
  @Get()
  list(@Query() query: ListWebhookDeliveriesDto): Promise<WebhookDeliveryPageDto> {
    return this.deliveries.list(query);
  }

  /** Send again all that match and are over, or `all` that are over, under their old ids; at most 10,000. `dry_run` only counts. */
  @Post('redeliver')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  redeliverMany(@Body() body: RedeliverFilterDto): Promise<RedeliverResultDto> {
    return this.deliveries.redeliverMany(body);
  }

  /** One delivery with its attempts. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<WebhookDeliveryDetailDto> {
    return this.deliveries.get(id, user.permissions !== undefined && allows(user.permissions, 'webhooks', 'edit'));
  }

  /** Send it again, under its old id and with its old body; one that waits is sent now. */
  @Post(':id/redeliver')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  redeliver(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookDeliveryDto> {
    return this.deliveries.redeliver(id);
  }
}
