import { defineError } from '../common/errors/appError.js';

export const webhookSubscriptionNotFound = defineError('webhook_subscription_not_found', 404, 'No such webhook subscription.');
export const webhookDeliveryNotFound = defineError('webhook_delivery_not_found', 404, 'No such webhook delivery.');
export const urlNotAllowed = defineError('url_not_allowed', 422, 'This URL is not allowed.');
export const unknownEventType = defineError('unknown_event_type', 422, 'There is no event type with this name.');

// Raised in SQL alone.
defineError('webhook_attempt_not_found', 404, 'No such delivery attempt.');
defineError('webhook_subscription_deleted', 409, 'The webhook subscription has been deleted.');
defineError('webhook_delivery_in_flight', 409, 'The delivery is being sent at the moment.');
defineError('too_many_deliveries', 422, 'Too many deliveries match; narrow the range.');
