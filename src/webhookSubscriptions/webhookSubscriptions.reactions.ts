import { Injectable } from '@nestjs/common';
import { WebhookDeliveriesService } from './webhookDeliveries.service.js';
import type { WebhookEvent } from './webhookQueue.repository.js';

/** Where changes come from, as far as this module needs to know. */
export interface ChangePort {
  react(reaction: { name: string; handle(event: WebhookEvent): Promise<void> }): void;
}

/** Notices are for people in this product, and one of them says that a webhook failed. */
const KEPT_INSIDE = 'notifications';

/** Every change becomes deliveries for those who subscribed to it. */
@Injectable()
export class WebhookSubscriptionsReactions {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  attach(changes: ChangePort): void {
    changes.react({
      name: 'webhook_subscriptions',
      handle: async (event) => {
        if (event.namespace !== KEPT_INSIDE) await this.deliveries.enqueue(event);
      },
    });
  }
}
