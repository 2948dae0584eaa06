import { Module } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { WebhookEndpointClient } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import { WebhookEventTypes } from './eventTypes.js';
import { WebhookDeliveriesController } from './webhookDeliveries.controller.js';
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';
import { WebhookDispatcher } from './webhookDispatcher.js';
import { WebhookQueueRepository } from './webhookQueue.repository.js';
import { WebhookSender } from './webhookSender.js';
import { WebhookEventTypesController, WebhookSubscriptionsController } from './webhookSubscriptions.controller.js';
import { WebhookSubscriptionsHealth } from './webhookSubscriptions.health.js';
import { WebhookSubscriptionsJobs } from './webhookSubscriptions.jobs.js';
import { WebhookSubscriptionsReactions } from './webhookSubscriptions.reactions.js';
import { WebhookSubscriptionsRepository } from './webhookSubscriptions.repository.js';
import { WebhookSubscriptionsService } from './webhookSubscriptions.service.js';
import { WEBHOOK_SUBSCRIPTIONS } from './webhookSubscriptions.settings.js';

const receiverClient = {
  provide: WebhookEndpointClient,
  inject: [ConfigService],
  useFactory: (config: ConfigService) => {
    const { WEBHOOK_ALLOW_HTTP, WEBHOOK_ALLOW_PRIVATE, WEBHOOK_ALLOW_PORTS, WEBHOOK_TIMEOUT } = config.of(WEBHOOK_SUBSCRIPTIONS);
    return new WebhookEndpointClient({
      policy: {
        allow_http: WEBHOOK_ALLOW_HTTP ?? [],
        allow_private: WEBHOOK_ALLOW_PRIVATE ?? [],
        allow_ports: WEBHOOK_ALLOW_PORTS,
      },
      timeout_ms: WEBHOOK_TIMEOUT,
    });
  },
};

@Module({
  controllers: [WebhookSubscriptionsController, WebhookDeliveriesController, WebhookEventTypesController],
  providers: [
    receiverClient,
    WebhookEventTypes,
    WebhookSubscriptionsService,
    WebhookSubscriptionsRepository,
    WebhookDeliveriesService,
    WebhookQueueRepository,
    WebhookSender,
    WebhookDispatcher,
    WebhookSubscriptionsJobs,
    WebhookSubscriptionsHealth,
    WebhookSubscriptionsReactions,
  ],
  exports: [WebhookDeliveriesService, WebhookEndpointClient],
})
export class WebhookSubscriptionsModule {}
