import { entityKind } from '../common/entities/entityKind.js';

export const DEPARTMENT_ENTITY = entityKind('department', {
  module: 'departments',
  table: 'departments',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/departments/{id}',
});
