import { entityKind } from '../common/entities/entityKind.js';

export const WORKFLOW_ENTITY = entityKind('workflow', {
  module: 'workflows',
  table: 'workflows',
  hidden: 'deleted_at',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/workflows/{id}',
});

export const WORKFLOW_RUN_ENTITY = entityKind('workflow_run', {
  module: 'workflows',
  table: 'workflow_runs',
  columns: ['event', 'state'],
  label: ({ event, state }) => `Run after ${event}, ${state}`,
  path: '/workflow-runs/{id}',
});
