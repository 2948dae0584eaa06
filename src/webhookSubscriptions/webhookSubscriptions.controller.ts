import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { OnceOnly } from '../common/idempotency/onceOnly.decorator.js';
import { ListSubscriptionDeliveriesDto, WebhookDeliveryPageDto, WebhookEventTypeDto } from './dto/webhookDelivery.dto.js';
import {
  CreateWebhookSubscriptionDto,
  ListWebhookSubscriptionsDto,
  RotatedSecretDto,
  UpdateWebhookSubscriptionDto,
  WebhookSubscriptionDto,
  WebhookSubscriptionPageDto,
  WebhookSubscriptionWithSecretDto,
  WebhookTestResultDto,
} from './dto/webhookSubscription.dto.js';
import { WebhookEventTypes } from './eventTypes.js';
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';
import { WebhookSubscriptionsService } from './webhookSubscriptions.service.js';

@ApiTags('Webhook subscriptions')
@Controller('webhook-subscriptions')
@Require('webhooks')
export class WebhookSubscriptionsController {
  constructor(
    private readonly subscriptions: WebhookSubscriptionsService,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  /** Subscriptions, newest first. */
  @Get()
  list(@Query() query: ListWebhookSubscriptionsDto): Promise<WebhookSubscriptionPageDto> {
    return this.subscriptions.list(query);
  }

  /** Subscribe an endpoint. The answer holds the signing secret, which is not shown again. */
  @Post()
  @OnceOnly()
  create(@Body() body: CreateWebhookSubscriptionDto, @CurrentUser() user: CurrentUserData): Promise<WebhookSubscriptionWithSecretDto> {
    return this.subscriptions.create(body, user.id);
  }

  /** One subscription. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.get(id);
  }

  /** Change a subscription. What waits goes to the new URL. */
  @Patch(':id')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateWebhookSubscriptionDto): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.update(id, body);
  }

  /** Remove a subscription; what waits is cancelled. */
  @Delete(':id')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.remove(id);
  }

  /** Make a new signing secret. For 24 hours deliveries are signed with the old one too. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @OnceOnly()
  @Require('webhooks', 'edit')
  rotateSecret(@Param('id', ParseUUIDPipe) id: string): Promise<RotatedSecretDto> {
    return this.subscriptions.rotateSecret(id);
  }

  /** Send a `webhook.test` event now and tell what happened. Works on one that is switched off, too. */
  @Post(':id/test')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  test(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<WebhookTestResultDto> {
    return this.subscriptions.test(id, user.id);
  }

  /** Switch it on again; what was collected meanwhile is sent, in order. */
  @Post(':id/enable')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  enable(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.enable(id);
  }

  /** Deliveries of one subscription, newest first. */
  @Get(':id/deliveries')
  async listDeliveries(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ListSubscriptionDeliveriesDto,
  ): Promise<WebhookDeliveryPageDto> {
    await this.subscriptions.get(id);
    return this.deliveries.list({ ...query, subscription_id: id });
  }
}

@ApiTags('Webhook subscriptions')
@Controller('webhook-event-types')
@Require('webhooks')
export class WebhookEventTypesController {
  constructor(private readonly types: WebhookEventTypes) {}

  /** Events that an endpoint can hear of, with the fields of their `data`. */
  @Get()
  list(): WebhookEventTypeDto[] {
    return this.types.list();
  }
}
