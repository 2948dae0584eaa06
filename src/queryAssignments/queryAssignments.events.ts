import { entityEvents, instant, integer, oneOf, orNull, text, uuid } from '../common/realtime/entityEvents.js';
import { WORK_CHANNELS } from '../common/matter/channels.js';
import { ASSIGNMENT, SOURCES } from './queryAssignments.states.js';

/** Who holds what. */
export const QUERY_ASSIGNMENT_EVENTS = entityEvents('query_assignment', {
  namespace: 'agents',
  module: 'assignments',
  about: {
    created: 'An agent was given something, or took it.',
    updated: 'The agent accepted it, or has it no longer (`ended_at`).',
    removed: 'Its row was deleted.',
  },
  payload: {
    entity_type: text,
    entity_id: uuid,
    channel: oneOf(...WORK_CHANNELS),
    team: orNull(text),
    agent_id: uuid,
    status: oneOf(...ASSIGNMENT.states),
    source: oneOf(...SOURCES),
    assigned_at: instant,
    lease_until: orNull(instant),
    ended_at: orNull(instant),
    version: integer,
  },
});
