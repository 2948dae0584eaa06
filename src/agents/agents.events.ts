import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { AVAILABILITIES } from './availability.js';

/** Who works here, and how available they are. */
export const AGENT_EVENTS = entityEvents('agent', {
  namespace: 'agents',
  module: 'agents',
  about: {
    created: 'An agent was entered.',
    updated: 'The status changed, work began or ended, the agent was changed or deleted (`deleted_at`).',
    removed: 'The row was deleted.',
  },
  payload: {
    name: text,
    user_id: orNull(uuid),
    is_active: boolean,
    status: text,
    availability: oneOf(...AVAILABILITIES),
    status_since: instant,
    clocked_in_at: orNull(instant),
    deleted_at: orNull(instant),
    version: integer,
  },
});

/** Whether sockets are open; the id is the agent's. */
export const AGENT_PRESENCE_EVENTS = entityEvents('agent_presence', {
  namespace: 'agents',
  module: 'agents',
  about: {
    created: 'A socket of the agent was opened for the first time.',
    updated: 'The first socket of the agent was opened, or the last one closed.',
    removed: 'The row was deleted.',
  },
  payload: { is_connected: boolean, since: instant },
});
