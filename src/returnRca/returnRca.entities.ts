import { entityKind } from '../common/entities/entityKind.js';

export const RETURN_RCA_ENTITY = entityKind('return_rca', {
  module: 'return_rca',
  table: 'return_rcas',
  columns: ['number', 'product_name'],
  label: ({ number, product_name }) => `Return ${number}: ${product_name}`,
  path: '/return-rca/{id}',
  hidden: 'deleted_at',
});

export const CORRECTIVE_ACTION_ENTITY = entityKind('corrective_action', {
  module: 'return_rca',
  table: 'corrective_actions',
  columns: ['title'],
  label: ({ title }) => title,
  path: '/return-rca/corrective-actions/{id}',
  hidden: 'deleted_at',
});
