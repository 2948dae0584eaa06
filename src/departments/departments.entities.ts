import { entityKind } from '../common/entities/entityKind.js';

export const DEPARTMENT_ENTITY = entityKind('department', {
  module: 'departments',
  table: 'departments',
  scopes: "array['department:' || r.id]",
  columns: ['name'],
  label: ({ name }) => name,
  path: '/departments/{id}',
});
