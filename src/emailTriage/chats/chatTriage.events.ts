import { entityEvents, instant, oneOf, orNull, uuid } from '../../common/realtime/entityEvents.js';
import { TRIAGE_ADAPTERS, TRIAGE_STATES } from '../dto/emailTriage.dto.js';

/** What a conversation seems to be about. */
export const CHAT_TRIAGE_EVENTS = entityEvents('chat_triage', {
  namespace: 'chats',
  module: 'chats',
  about: {
    created: 'A conversation was triaged.',
    updated: 'The row was changed.',
    removed: 'Its row was deleted.',
  },
  payload: {
    conversation_id: uuid,
    message_id: orNull(uuid),
    adapter: oneOf(...TRIAGE_ADAPTERS),
    state: oneOf(...TRIAGE_STATES),
    created_at: instant,
  },
});
