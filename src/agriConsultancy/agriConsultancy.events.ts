import { date, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { AGRI_CONSULTATION, OUTCOMES, QUERY_TYPES, SEASONS } from './agriConsultancy.states.js';

/** How a consultation stands. */
export const AGRI_CONSULTATION_EVENTS = entityEvents('agri_consultation', {
  namespace: 'tickets',
  module: 'agri_consultancy',
  about: {
    created: 'A farmer asked.',
    updated: 'It took a step, was changed, or advice reached the farmer; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted, or is seen no more.',
  },
  payload: {
    number: text,
    status: oneOf(...AGRI_CONSULTATION.states),
    customer_id: orNull(uuid),
    crop: text,
    season: oneOf(...SEASONS),
    query_type: oneOf(...QUERY_TYPES),
    team: orNull(text),
    assignee_id: orNull(uuid),
    outcome: orNull(oneOf(...OUTCOMES)),
    follow_up_on: orNull(date),
    last_told_at: orNull(instant),
    deleted_at: orNull(instant),
    version: integer,
  },
});
