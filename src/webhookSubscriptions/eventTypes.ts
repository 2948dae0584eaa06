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

/** What a subscription may name and be heard of. */
const HEARD = new Set(['*', ...EVENT_TYPES.flatMap(({ event }) => [event, `${event.split(':')[0]}:*`])]);

/** Whether an endpoint with this event type would wait for ever. */
export function namesNoEvent(event_type: string): boolean {
  return !HEARD.has(event_type);
}
