import { entityKind } from '../common/entities/entityKind.js';

/** Its label does not say whom it is about: not all who may look things up may read it. */
export const AGENT_FEEDBACK_ENTITY = entityKind('agent_feedback', {
  module: 'agent_feedback',
  table: 'agent_feedback',
  hidden: 'deleted_at',
  columns: ['created_at'],
  label: ({ created_at }) => `Feedback of ${String(created_at).slice(0, 10)}`,
  path: '/agent-feedback/{id}',
});
