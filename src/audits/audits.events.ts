import { date, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { AUDIT, AUDITED_KINDS, COACHING_TASK } from './audits.states.js';

/** How an audit goes on. Whose work it is and how it came out is not announced: not all who hear of it may read it. */
export const AUDIT_EVENTS = entityEvents('audit', {
  namespace: 'tickets',
  module: 'audits',
  about: {
    created: 'Work was picked to be scored.',
    updated: 'It took a step, or was changed; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    number: text,
    status: oneOf(...AUDIT.states),
    entity_type: oneOf(...AUDITED_KINDS),
    scorecard_id: uuid,
    version: integer,
    deleted_at: orNull(instant),
  },
});

export const COACHING_TASK_EVENTS = entityEvents('coaching_task', {
  namespace: 'tickets',
  module: 'audits',
  about: {
    created: 'There is a coaching task.',
    updated: 'It took a step, or was changed; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: { status: oneOf(...COACHING_TASK.states), due_on: orNull(date), version: integer, deleted_at: orNull(instant) },
});
