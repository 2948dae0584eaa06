import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { IVR_CALL } from './calls/ivrCall.states.js';

/** Who tells us about IVR calls. */
export const IVR_PROVIDER_EVENTS = entityEvents('ivr_provider', {
  namespace: 'calls',
  module: 'ivr_providers',
  about: {
    created: 'An IVR provider was added.',
    updated: 'It was changed; with `deleted_at` it was removed.',
    removed: 'Its row was deleted.',
  },
  payload: {
    slug: text,
    name: text,
    is_active: boolean,
    default_department: orNull(text),
    silence_minutes: orNull(integer),
    mapping_version: integer,
    version: integer,
    deleted_at: orNull(instant),
  },
});

/** A call over an IVR. */
export const IVR_CALL_EVENTS = entityEvents('ivr_call', {
  namespace: 'calls',
  module: 'ivr',
  about: {
    created: 'A call came, or went out.',
    updated: 'It went on or ended, or somebody did something with it.',
    removed: 'Under another mapping it is no call any more.',
  },
  payload: {
    provider_id: uuid,
    status: oneOf(...IVR_CALL.states),
    direction: orNull(oneOf('inbound', 'outbound')),
    customer_number: orNull(text),
    customer_id: orNull(uuid),
    department: orNull(text),
    agent_id: orNull(uuid),
    agent_name: orNull(text),
    assignee_id: orNull(uuid),
    category_id: orNull(uuid),
    started_at: instant,
    answered_at: orNull(instant),
    ended_at: orNull(instant),
    talk_seconds: orNull(integer),
    is_missed_entry: boolean,
    missed_count: integer,
    closed_at: orNull(instant),
    attempts: integer,
    is_sla_breached: boolean,
    version: integer,
  },
});
