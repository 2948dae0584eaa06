import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { QUESTION_TYPES } from './surveyQuestions.js';
import { INVITATION_STATES, SURVEY_CHANNELS } from './surveys.states.js';

/** What customers are asked. */
export const SURVEY_EVENTS = entityEvents('survey', {
  namespace: 'tickets',
  module: 'surveys',
  about: {
    created: 'A survey was made.',
    updated: 'It was changed; `deleted_at` is set when it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    name: text,
    kind: oneOf(...QUESTION_TYPES),
    is_active: boolean,
    revision: integer,
    deleted_at: orNull(instant),
    version: integer,
  },
});

const MATTER = {
  channel: orNull(oneOf(...SURVEY_CHANNELS)),
  customer_id: orNull(uuid),
  entity_type: orNull(text),
  entity_id: orNull(text),
  agent_id: orNull(uuid),
  team: orNull(text),
};

/** Whom we asked, or why not. */
export const SURVEY_INVITATION_EVENTS = entityEvents('survey_invitation', {
  namespace: 'tickets',
  module: 'survey_responses',
  about: { created: 'A customer is to be asked.', updated: 'He was asked, answered, or was not asked.', removed: 'Its row was deleted.' },
  payload: {
    survey_id: uuid,
    state: oneOf(...INVITATION_STATES),
    reason: orNull(text),
    ...MATTER,
    sent_at: orNull(instant),
    version: integer,
  },
});

/** What customers answered. */
export const SURVEY_RESPONSE_EVENTS = entityEvents('survey_response', {
  namespace: 'tickets',
  module: 'survey_responses',
  about: { created: 'A customer answered.', updated: 'He changed the answer, or it led to something.', removed: 'Its row was deleted.' },
  payload: {
    survey_id: uuid,
    invitation_id: uuid,
    kind: oneOf(...QUESTION_TYPES),
    score: orNull(integer),
    ...MATTER,
    ticket_id: orNull(uuid),
    version: integer,
  },
});
