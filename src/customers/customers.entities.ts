import { entityKind, shortened } from '../common/entities/entityKind.js';

export const CUSTOMER_ENTITY = entityKind('customer', {
  module: 'customers',
  table: 'customers',
  hidden: 'deleted_at',
  partOf: 'merged_into',
  searched: {},
  columns: ['display_name'],
  label: ({ display_name }) => display_name || 'Customer without a name',
  path: '/customers/{id}',
});

export const CUSTOMER_NOTE_ENTITY = entityKind('customer_note', {
  module: 'customers',
  table: 'customer_notes',
  hidden: 'deleted_at',
  columns: ['customer_id', 'body'],
  label: ({ body }) => shortened(body),
  path: '/customers/{customer_id}/notes/{id}',
});
