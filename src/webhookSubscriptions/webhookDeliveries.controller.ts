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
import { Refuses } from '../common/errors/refuses.decorator.js';
import { webhookDeliveryNotFound } from './webhookSubscriptions.errors.js';

@ApiTags('Webhook deliveries')
@Controller('webhook-deliveries')
@Require('webhooks')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  /** List deliveries, newest first. */
  @Get()
  list(@Query() query: ListWebhookDeliveriesDto): Promise<WebhookDeliveryPageDto> {
    return this.deliveries.list(query);
  }

  /**
   * Send all matching finished deliveries again, or all of them with `all`.
   * @remarks They keep their ids; at most 10,000 at a time. With `dry_run` they are only counted.
   */
  @Post('redeliver')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  @Refuses('too_many_deliveries')
  redeliverWebhookDeliveries(@Body() body: RedeliverFilterDto): Promise<RedeliverResultDto> {
    return this.deliveries.redeliverMany(body);
  }

  /** Get a delivery with its attempts. */
  @Get(':id')
  @Refuses(webhookDeliveryNotFound)
  get(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<WebhookDeliveryDetailDto> {
    return this.deliveries.get(id, user.permissions !== undefined && allows(user.permissions, 'webhooks', 'edit'));
  }

  /**
   * Send a delivery again now.
   * @remarks It keeps its id and its body.
   */
  @Post(':id/redeliver')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  @Refuses(webhookDeliveryNotFound, 'webhook_delivery_in_flight', 'webhook_subscription_deleted')
  redeliver(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookDeliveryDto> {
    return this.deliveries.redeliver(id);
  }
}
