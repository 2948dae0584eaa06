import { boolean, entityEvents, instant, integer, orNull, text, uuid } from '../common/realtime/entityEvents.js';

export const CALL_CATEGORY_EVENTS = entityEvents('call_category', {
  namespace: 'calls',
  module: 'call_categories',
  about: {
    created: 'A call category was added.',
    updated: 'It was changed or moved; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    parent_id: orNull(uuid),
    department: orNull(text),
    name: text,
    position: integer,
    is_active: boolean,
    version: integer,
    deleted_at: orNull(instant),
  },
});
