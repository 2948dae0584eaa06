import { boolean, date, entityEvents, instant, integer, oneOf, orNull, seconds, text, uuid } from '../common/realtime/entityEvents.js';
import { CALL_SEND_STATES } from './dto/callAttempt.dto.js';

/** How far a sync of call logs is. */
export const SYNC_RUN_EVENTS = entityEvents('sync_run', {
  namespace: 'calls',
  module: 'calls',
  about: { created: 'A sync of call logs was ordered.', updated: 'It went on, or ended.', removed: 'It was deleted.' },
  payload: {
    from_date: date,
    to_date: date,
    state: oneOf('queued', 'running', 'succeeded', 'failed'),
    trigger: text,
    next_date: orNull(date),
    pages: integer,
    synced: integer,
    inserted: integer,
    updated: integer,
    unchanged: integer,
    rejected: integer,
    error_code: orNull(text),
  },
});

/** How far a call is that we place. */
export const CALL_ATTEMPT_EVENTS = entityEvents('call_attempt', {
  namespace: 'calls',
  module: 'calls',
  about: {
    created: 'A call is to be placed.',
    updated: 'It went on: dialled, reported, found in the log.',
    removed: 'It was deleted.',
  },
  payload: {
    kind: oneOf('click_to_call', 'outbound'),
    agent_number: text,
    customer_number: text,
    state: oneOf(...CALL_SEND_STATES),
    status: text,
    outcome: text,
    started_at: orNull(instant),
    ended_at: orNull(instant),
    duration: orNull(seconds),
    billsec: orNull(seconds),
    has_recording: boolean,
    reports: integer,
    call_log_id: orNull(text),
    error_code: orNull(text),
    requested_by: orNull(uuid),
    created_at: instant,
  },
});
