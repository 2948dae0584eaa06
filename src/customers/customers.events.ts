import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { TIERS } from './dto/customer.dto.js';

/** Who the customers are. */
export const CUSTOMER_EVENTS = entityEvents('customer', {
  namespace: 'tickets',
  module: 'customers',
  about: {
    created: 'Somebody wrote or called for the first time, or was entered.',
    updated: 'It was changed, merged (`merged_into`), taken apart again or deleted (`deleted_at`).',
    removed: 'Its row was deleted.',
  },
  payload: {
    display_name: text,
    tier: oneOf(...TIERS),
    language: text,
    owner_id: orNull(uuid),
    blocked: boolean,
    merged_into: orNull(uuid),
    deleted_at: orNull(instant),
    version: integer,
  },
});
