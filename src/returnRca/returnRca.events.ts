import { date, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { CORRECTIVE_ACTION, RETURN_RCA } from './returnRca.states.js';

export const RETURN_RCA_EVENTS = entityEvents('return_rca', {
  namespace: 'tickets',
  module: 'return_rca',
  about: {
    created: 'A return was recorded.',
    updated: 'It took a step, or was changed; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    number: text,
    status: oneOf(...RETURN_RCA.states),
    customer_id: orNull(uuid),
    refund_id: orNull(uuid),
    order_number: text,
    product_id: text,
    batch: text,
    quantity: integer,
    cost_minor: integer,
    currency: text,
    returned_on: date,
    primary_cause_id: orNull(uuid),
    assignee_id: orNull(uuid),
    version: integer,
    deleted_at: orNull(instant),
  },
});

export const CORRECTIVE_ACTION_EVENTS = entityEvents('corrective_action', {
  namespace: 'tickets',
  module: 'return_rca',
  about: {
    created: 'A corrective action was planned.',
    updated: 'It took a step, or was changed; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    status: oneOf(...CORRECTIVE_ACTION.states),
    cause_id: uuid,
    product_id: text,
    title: text,
    owner_id: orNull(uuid),
    due_on: orNull(date),
    done_on: orNull(date),
    version: integer,
    deleted_at: orNull(instant),
  },
});
