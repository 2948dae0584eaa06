import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { KEPT_INSIDE } from './eventTypes.js';
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';

/** Every change becomes deliveries for those who subscribed to it. */
@Injectable()
export class WebhookSubscriptionsReactions implements OnModuleInit {
  constructor(
    private readonly changes: ChangeFeedService,
    private readonly deliveries: WebhookDeliveriesService,
  ) {}

  onModuleInit(): void {
    this.changes.react({
      name: 'webhook_subscriptions',
      isWanted: () => this.deliveries.isAnybodySubscribed(),
      handle: async (event) => {
        if (event.namespace !== KEPT_INSIDE) await this.deliveries.enqueue(event);
      },
      handleMany: async (events) => {
        await this.deliveries.enqueueMany(events.filter(({ namespace }) => namespace !== KEPT_INSIDE));
      },
    });
  }
}
