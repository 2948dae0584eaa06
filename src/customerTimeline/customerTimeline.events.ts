import { entityEvents, instant, integer, orNull, text, uuid } from '../common/realtime/entityEvents.js';

/** What people and programs add to timelines. */
export const CUSTOMER_EVENT_EVENTS = entityEvents('customer_event', {
  namespace: 'tickets',
  module: 'timeline',
  about: {
    created: 'An event was added to a timeline.',
    updated: 'It was corrected, or deleted (`deleted_at`).',
    removed: 'Its row was deleted.',
  },
  payload: {
    customer_id: uuid,
    event_type: text,
    title: text,
    occurred_at: instant,
    agent_id: orNull(uuid),
    version: integer,
    deleted_at: orNull(instant),
  },
});
