import { entityKind } from '../common/entities/entityKind.js';

export const CALL_CATEGORY_ENTITY = entityKind('call_category', {
  module: 'call_categories',
  // One of no department is one of all departments.
  scopes: `case when r.department is null then array(select 'department:' || d.id from public.departments d)
    else array(select 'department:' || d.id from public.departments d where d.key = r.department) end`,
  table: 'call_categories',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/call-categories/{id}',
});
