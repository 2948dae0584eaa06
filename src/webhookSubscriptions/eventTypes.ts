/** What a subscription may name: an exact event, all of an entity (`call:*`), or everything. */
export const EVENT_TYPE = /^(\*|[a-z][a-z0-9_]*:(\*|[a-z][a-z0-9_]*))$/;

/** Sent by the route that tests an endpoint, never by a subscription. */
export const TEST_EVENT = 'webhook.test';
