import { entityEvents, instant, moduleOfThe, orNull, text } from '../common/realtime/entityEvents.js';

/** A notice for one person, or for all who may view its module. */
export const NOTIFICATION_EVENTS = entityEvents('notification', {
  namespace: 'notifications',
  module: moduleOfThe('notice'),
  about: { created: 'A notice for people was written; one with a receiver goes to that person alone.' },
  payload: {
    module: text,
    type: text,
    title: text,
    body: text,
    entity_type: orNull(text),
    entity_id: orNull(text),
    created_at: instant,
  },
});
