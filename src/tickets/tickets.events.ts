import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { COMMENT_SOURCES, TICKET, TICKET_CHANNELS, VISIBILITIES } from './tickets.states.js';

/** What a list of texts is on the wire. */
const texts = { word: 'list of texts', type: 'string[]' } as { word: string; type: string; value?: string[] };

/** How a ticket stands. */
export const TICKET_EVENTS = entityEvents('ticket', {
  namespace: 'tickets',
  module: 'tickets',
  about: {
    created: 'A ticket was made.',
    updated: 'It took a step, was changed, or the customer wrote; with `merged_into` it was merged, with `deleted_at` deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    number: text,
    subject: text,
    status: oneOf(...TICKET.states),
    priority: oneOf(...MATTER_PRIORITIES),
    category: orNull(text),
    channel: oneOf(...TICKET_CHANNELS),
    team: orNull(text),
    assignee_id: orNull(uuid),
    customer_id: orNull(uuid),
    tags: texts,
    due_at: orNull(instant),
    snoozed_until: orNull(instant),
    cycle: integer,
    waiting_since: orNull(instant),
    merged_into: orNull(uuid),
    deleted_at: orNull(instant),
    version: integer,
  },
});

/** What was said on a ticket, without its words. */
export const TICKET_COMMENT_EVENTS = entityEvents('ticket_comment', {
  namespace: 'tickets',
  module: 'tickets',
  about: {
    created: 'The customer wrote, was answered, or a colleague commented.',
    updated: 'It was changed, went to another ticket, or turned out not to have arrived; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted.',
  },
  payload: {
    ticket_id: uuid,
    visibility: oneOf(...VISIBILITIES),
    source: oneOf(...COMMENT_SOURCES),
    mentions: texts,
    email_id: orNull(uuid),
    message_id: orNull(uuid),
    flags: texts,
    failed_at: orNull(instant),
    created_by: orNull(uuid),
    created_at: instant,
    deleted_at: orNull(instant),
    version: integer,
  },
});
