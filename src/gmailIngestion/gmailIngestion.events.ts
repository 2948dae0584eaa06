import { boolean, entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { MATTER_PRIORITIES, MATTER_STATUSES } from '../common/matter/matter.js';
import { SEND_STATES } from '../common/sends/send.js';

/** How a mailbox is. */
export const SUPPORT_EMAIL_EVENTS = entityEvents('support_email', {
  namespace: 'emails',
  module: 'support_emails',
  about: {
    created: 'A mailbox was added.',
    updated: 'It was changed, or its state did; with `deleted_at` it was removed.',
    removed: 'Its row was deleted.',
  },
  payload: {
    email_address: text,
    display_name: text,
    is_active: boolean,
    is_watched: boolean,
    state: oneOf('stopped', 'connecting', 'syncing', 'watching', 'backoff', 'reconnect_needed'),
    last_error_code: orNull(text),
    deleted_at: orNull(instant),
  },
});

/** How a thread of e-mails stands. */
export const EMAIL_THREAD_EVENTS = entityEvents('email_thread', {
  namespace: 'emails',
  module: 'emails',
  about: { created: 'A new matter began.', updated: 'It went on.', removed: 'It was deleted.' },
  payload: {
    support_email_id: uuid,
    subject: text,
    customer_id: orNull(uuid),
    message_count: integer,
    unread_count: integer,
    last_message_at: orNull(instant),
    last_direction: orNull(oneOf('inbound', 'outbound')),
    status: oneOf(...MATTER_STATUSES),
    priority: oneOf(...MATTER_PRIORITIES),
    team: orNull(text),
    assignee_id: orNull(uuid),
    version: integer,
  },
});

/** An e-mail without its text. */
export const EMAIL_EVENTS = entityEvents('email', {
  namespace: 'emails',
  module: 'emails',
  about: {
    created: 'An e-mail arrived, or one was written to be sent.',
    updated: 'It was read, assigned, triaged, sent; with `deleted_at` it was deleted.',
    removed: 'Its row was deleted for good.',
  },
  payload: {
    support_email_id: uuid,
    thread_id: uuid,
    direction: oneOf('inbound', 'outbound'),
    kind: oneOf('message', 'auto_reply', 'bounce', 'list', 'loop'),
    from_email: text,
    from_name: text,
    subject: text,
    snippet: text,
    received_at: instant,
    has_attachments: boolean,
    customer_id: orNull(uuid),
    is_read: boolean,
    status: oneOf(...MATTER_STATUSES),
    priority: oneOf(...MATTER_PRIORITIES),
    category: orNull(text),
    sentiment: orNull(oneOf('positive', 'neutral', 'negative')),
    language: orNull(text),
    team: orNull(text),
    assignee_id: orNull(uuid),
    triage_state: oneOf('none', 'pending', 'done', 'failed', 'blocked'),
    send_state: orNull(oneOf(...SEND_STATES)),
    version: integer,
    deleted_at: orNull(instant),
  },
});
