import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { CUSTOMER_FEEDBACK, CUSTOMER_FEEDBACK_CHANNELS, CUSTOMER_FEEDBACK_KINDS } from './customerFeedback.states.js';

/** What customers think of us, and what became of it. */
export const CUSTOMER_FEEDBACK_EVENTS = entityEvents('customer_feedback', {
  namespace: 'tickets',
  module: 'customer_feedback',
  about: { created: 'A customer said what he thinks.', updated: 'It took a step, or was changed.', removed: 'Its row was deleted.' },
  payload: {
    status: oneOf(...CUSTOMER_FEEDBACK.states),
    kind: oneOf(...CUSTOMER_FEEDBACK_KINDS),
    channel: oneOf(...CUSTOMER_FEEDBACK_CHANNELS),
    topic: orNull(text),
    rating: orNull(integer),
    is_anonymous: boolean,
    customer_id: orNull(uuid),
    team: orNull(text),
    assignee_id: orNull(uuid),
    deleted_at: orNull(instant),
    version: integer,
  },
});
