import { BY_TEAM, entityKind } from '../common/entities/entityKind.js';

export const QUERY_ASSIGNMENT_ENTITY = entityKind('query_assignment', {
  module: 'assignments',
  table: 'query_assignments',
  scopes: BY_TEAM,
  columns: ['entity_type', 'status'],
  label: ({ entity_type, status }) => `Assignment of a thing of kind ${entity_type}, ${status}`,
  path: '/query-assignments/{id}',
});
