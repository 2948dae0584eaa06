import { entityEvents, instant, integer, oneOf, orNull } from '../common/realtime/entityEvents.js';
import { AGENT_FEEDBACK } from './agentFeedback.states.js';

/** Feedback about agents. What it says, and about whom, is not announced: not all who hear of it may read it. */
export const AGENT_FEEDBACK_EVENTS = entityEvents('agent_feedback', {
  namespace: 'tickets',
  module: 'agent_feedback',
  about: { created: 'Feedback was given.', updated: 'It took a step, or was changed.', removed: 'Its row was deleted.' },
  payload: { status: oneOf(...AGENT_FEEDBACK.states), deleted_at: orNull(instant), version: integer },
});
