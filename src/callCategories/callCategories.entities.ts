import { entityKind } from '../common/entities/entityKind.js';

export const CALL_CATEGORY_ENTITY = entityKind('call_category', {
  module: 'call_categories',
  scopes: 'public.department_scopes(r.department, true)',
  table: 'call_categories',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/call-categories/{id}',
});
