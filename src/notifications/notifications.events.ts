import { entityEvents, instant, integer, moduleOfThe, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';

/** A notice for one person, or for all who may view its module. */
export const NOTIFICATION_EVENTS = entityEvents('notification', {
  namespace: 'notifications',
  module: moduleOfThe('notice'),
  about: { created: 'A notice for people was written; one with a receiver goes to that person alone.' },
  payload: {
    module: text,
    type: text,
    title: text,
    body: text,
    entity_type: orNull(text),
    entity_id: orNull(text),
    created_at: instant,
  },
});

/** What one person did with a notice: on another screen the badge follows. */
export const NOTIFICATION_RECEIPT_EVENTS = entityEvents('notification_receipt', {
  namespace: 'notifications',
  module: moduleOfThe('notice'),
  personal: true,
  about: {
    created: 'A notice came into your list.',
    updated: 'You read it, did what it asks for, or dismissed it.',
    removed: 'It was deleted.',
  },
  payload: { status: oneOf('unread', 'read', 'actioned', 'dismissed'), read_at: orNull(instant) },
});

/** How a request for an approval stands. */
export const APPROVAL_EVENTS = entityEvents('approval_request', {
  namespace: 'notifications',
  module: 'approvals',
  about: {
    created: 'An approval was asked for.',
    updated: 'It was decided, escalated, or ended otherwise.',
    removed: 'Its row was deleted.',
  },
  payload: {
    kind: text,
    entity_type: text,
    entity_id: text,
    status: oneOf('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'void'),
    level: integer,
    requested_by: orNull(uuid),
    decided_by: orNull(uuid),
    expires_at: instant,
    version: integer,
  },
});
