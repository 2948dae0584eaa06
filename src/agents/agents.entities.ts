import { entityKind } from '../common/entities/entityKind.js';

export const AGENT_ENTITY = entityKind('agent', {
  module: 'agents',
  table: 'agents',
  hidden: 'deleted_at',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/agents/{id}',
});
