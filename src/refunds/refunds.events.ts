import { entityEvents, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { REFUND, REFUND_REASONS } from './refunds.states.js';

/** How a refund stands. */
export const REFUND_EVENTS = entityEvents('refund', {
  namespace: 'tickets',
  module: 'refunds',
  about: { created: 'A refund was asked for.', updated: 'It took a step, or was changed.', removed: 'Its row was deleted.' },
  payload: {
    number: text,
    status: oneOf(...REFUND.states),
    customer_id: orNull(uuid),
    order_number: text,
    reason_code: oneOf(...REFUND_REASONS),
    amount_minor: integer,
    currency: text,
    assignee_id: orNull(uuid),
    version: integer,
  },
});
