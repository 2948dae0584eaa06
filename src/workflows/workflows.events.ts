import { boolean, entityEvents, instant, integer, oneOf, orNull, text } from '../common/realtime/entityEvents.js';
import { TRIGGER_TYPES } from './workflow.js';

export const WORKFLOW_EVENTS = entityEvents('workflow', {
  namespace: 'tickets',
  module: 'workflows',
  about: {
    created: 'A rule was made.',
    updated: 'It was changed, or switched on or off; with `deleted_at` deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    name: text,
    is_active: boolean,
    trigger_type: oneOf(...TRIGGER_TYPES),
    entity_type: text,
    version: integer,
    deleted_at: orNull(instant),
  },
});
