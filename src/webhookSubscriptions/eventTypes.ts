import { CHANGE_EVENTS } from '../common/realtime/changeEvents.js';
import type { WebhookEventTypeDto } from './dto/webhookDelivery.dto.js';

/** What a subscription may name: an exact event, all of an entity (`call:*`), or everything. */
export const EVENT_TYPE = /^(\*|[a-z][a-z0-9_]*:(\*|[a-z][a-z0-9_]*))$/;

/** Notices are for people in this product, and one of them says that a webhook failed: they go to no endpoint. */
export const KEPT_INSIDE = 'notifications';

/** Every event that an endpoint can hear of. */
export const EVENT_TYPES: WebhookEventTypeDto[] = Object.entries(CHANGE_EVENTS)
  .filter(([, { namespace }]) => namespace !== KEPT_INSIDE)
  .map(([event, { namespace, about, payload }]) => ({ event, namespace, about, data: payload }));
