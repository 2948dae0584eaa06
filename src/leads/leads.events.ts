import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { LEAD, LEAD_SOURCES } from './leads.states.js';

/** How a lead stands. */
export const LEAD_EVENTS = entityEvents('lead', {
  namespace: 'tickets',
  module: 'leads',
  about: {
    created: 'Somebody may buy.',
    updated: 'It took a step, was touched or changed; `deleted_at` is set when it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    number: text,
    customer_id: orNull(uuid),
    matter: text,
    property: text,
    source: oneOf(...LEAD_SOURCES),
    status: oneOf(...LEAD.states),
    score: integer,
    priority: oneOf(...MATTER_PRIORITIES),
    team: orNull(text),
    assignee_id: orNull(uuid),
    value_minor: integer,
    currency: text,
    next_action_at: orNull(instant),
    touches: integer,
    waiting_since: orNull(instant),
    deleted_at: orNull(instant),
    version: integer,
  },
});
