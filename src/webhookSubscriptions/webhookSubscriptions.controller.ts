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
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';
import { WebhookSubscriptionsService } from './webhookSubscriptions.service.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { unknownEventType, urlNotAllowed, webhookSubscriptionNotFound } from './webhookSubscriptions.errors.js';

@ApiTags('Webhook subscriptions')
@Controller('webhook-subscriptions')
@Require('webhooks')
export class WebhookSubscriptionsController {
  constructor(
    private readonly subscriptions: WebhookSubscriptionsService,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  /** List webhook subscriptions, newest first. */
  @Get()
  list(@Query() query: ListWebhookSubscriptionsDto): Promise<WebhookSubscriptionPageDto> {
    return this.subscriptions.list(query);
  }

  /**
   * Subscribe an endpoint to events.
   * @remarks The response is the only place where the signing secret is shown.
   */
  @Post()
  @OnceOnly()
  @Refuses(urlNotAllowed, unknownEventType)
  create(@Body() body: CreateWebhookSubscriptionDto, @CurrentUser() user: CurrentUserData): Promise<WebhookSubscriptionWithSecretDto> {
    return this.subscriptions.create(body, user.id);
  }

  /** Get a webhook subscription. */
  @Get(':id')
  @Refuses(webhookSubscriptionNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.get(id);
  }

  /**
   * Change a webhook subscription.
   * @remarks Waiting deliveries are sent to the new URL.
   */
  @Patch(':id')
  @Refuses(webhookSubscriptionNotFound, urlNotAllowed, unknownEventType)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateWebhookSubscriptionDto): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.update(id, body);
  }

  /**
   * Delete a webhook subscription.
   * @remarks Waiting deliveries are cancelled.
   */
  @Delete(':id')
  @Refuses(webhookSubscriptionNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.remove(id);
  }

  /**
   * Create a new signing secret.
   * @remarks For 24 hours, deliveries are also signed with the old secret.
   */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @OnceOnly()
  @Require('webhooks', 'edit')
  @Refuses(webhookSubscriptionNotFound)
  rotateWebhookSecret(@Param('id', ParseUUIDPipe) id: string): Promise<RotatedSecretDto> {
    return this.subscriptions.rotateSecret(id);
  }

  /**
   * Send a `webhook.test` event now and report the result.
   * @remarks This also works for a disabled subscription.
   */
  @Post(':id/test')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  @Refuses(webhookSubscriptionNotFound)
  test(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<WebhookTestResultDto> {
    return this.subscriptions.test(id, user.id);
  }

  /**
   * Enable a webhook subscription.
   * @remarks Events collected while it was disabled are sent in order.
   */
  @Post(':id/enable')
  @HttpCode(200)
  @Require('webhooks', 'edit')
  @Refuses(webhookSubscriptionNotFound)
  enable(@Param('id', ParseUUIDPipe) id: string): Promise<WebhookSubscriptionDto> {
    return this.subscriptions.enable(id);
  }

  /** List the deliveries of a subscription, newest first. */
  @Get(':id/deliveries')
  @Refuses(webhookSubscriptionNotFound)
  async listSubscriptionDeliveries(
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
  constructor(private readonly subscriptions: WebhookSubscriptionsService) {}

  /** List the events that an endpoint can subscribe to, with the fields of their `data`. */
  @Get()
  list(): WebhookEventTypeDto[] {
    return this.subscriptions.eventTypes();
  }
}
