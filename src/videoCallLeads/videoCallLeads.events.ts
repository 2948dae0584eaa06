import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { VIDEO_CALL, VIDEO_CALL_OUTCOMES, VIDEO_CALL_SOURCES } from './videoCallLeads.states.js';

/** How a video call stands. */
export const VIDEO_CALL_LEAD_EVENTS = entityEvents('video_call_lead', {
  namespace: 'tickets',
  module: 'video_call_leads',
  about: {
    created: 'A customer wants to be shown something by video.',
    updated: 'It was booked, took place or changed; `deleted_at` is set when it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    lead_id: uuid,
    customer_id: orNull(uuid),
    source: oneOf(...VIDEO_CALL_SOURCES),
    interest: text,
    status: oneOf(...VIDEO_CALL.states),
    outcome: orNull(oneOf(...VIDEO_CALL_OUTCOMES)),
    assignee_id: orNull(uuid),
    starts_at: orNull(instant),
    ends_at: orNull(instant),
    value_minor: integer,
    currency: text,
    follow_up_at: orNull(instant),
    team: orNull(text),
    deleted_at: orNull(instant),
    version: integer,
  },
});
