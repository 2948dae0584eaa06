import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { YOUTUBE_INTENTS } from './youtubeIntent.js';
import { YOUTUBE_LEAD, YOUTUBE_SOURCE_STATES } from './youtubeLeads.states.js';

/** How a lead from a comment stands. */
export const YOUTUBE_LEAD_EVENTS = entityEvents('youtube_lead', {
  namespace: 'tickets',
  module: 'youtube_leads',
  about: {
    created: 'Somebody wants something under a video.',
    updated: 'It took a step, or its comments changed; `deleted_at` is set when it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    number: text,
    lead_id: uuid,
    customer_id: orNull(uuid),
    video_id: text,
    author_name: text,
    comment: text,
    intent: oneOf(...YOUTUBE_INTENTS),
    status: oneOf(...YOUTUBE_LEAD.states),
    source_state: oneOf(...YOUTUBE_SOURCE_STATES),
    comments: integer,
    assignee_id: orNull(uuid),
    team: orNull(text),
    deleted_at: orNull(instant),
    version: integer,
  },
});
