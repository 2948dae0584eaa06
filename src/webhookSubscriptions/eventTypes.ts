import { Injectable } from '@nestjs/common';
import { EventCatalogue } from '../common/realtime/eventCatalogue.js';
import type { WebhookEventTypeDto } from './dto/webhookDelivery.dto.js';

/** What a subscription may name: an exact event, all of an entity (`call:*`), or everything. */
export const EVENT_TYPE = /^(\*|[a-z][a-z0-9_]*:(\*|[a-z][a-z0-9_]*))$/;

/** Notices are for people in this product, and one of them says that a webhook failed: they go to no endpoint. */
export const KEPT_INSIDE = 'notifications';

/** The events that an endpoint can hear of. */
@Injectable()
export class WebhookEventTypes {
  constructor(private readonly catalogue: EventCatalogue) {}

  list(): WebhookEventTypeDto[] {
    return this.catalogue.events
      .filter(({ namespace }) => namespace !== KEPT_INSIDE)
      .map(({ name, namespace, about, payload }) => ({
        event: name,
        namespace,
        about,
        data: Object.fromEntries(Object.entries(payload).map(([field, { word }]) => [field, word])),
      }));
  }

  /** Whether an endpoint with this event type would wait for ever. */
  namesNoEvent(event_type: string): boolean {
    return event_type !== '*' && !this.list().some(({ event }) => event_type === event || event_type === `${event.split(':')[0]}:*`);
  }
}
