import { entityKind } from '../common/entities/entityKind.js';

export const AGENT_ENTITY = entityKind('agent', {
  module: 'agents',
  table: 'agents',
  scopes: 'public.agent_scopes(r.id)',
  hidden: 'deleted_at',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/agents/{id}',
});
