import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { CLOCK_STATES } from './matter.js';
import { METRICS } from './slaPolicy.js';

/** What is promised to customers, and how it stands. */
export const SLA_CLOCK_EVENTS = entityEvents('sla_clock', {
  namespace: 'tickets',
  module: 'sla',
  about: {
    created: 'A clock started.',
    updated: 'It is due at another moment, at risk, breached, paused or ended.',
    removed: 'It is not counted any more: what started it was deleted or turned out to be spam.',
  },
  payload: {
    entity_type: text,
    entity_id: uuid,
    metric: oneOf(...METRICS),
    cycle: integer,
    state: oneOf(...CLOCK_STATES),
    due_at: orNull(instant),
    ended_at: orNull(instant),
    team: orNull(text),
    agent_id: orNull(uuid),
  },
});
