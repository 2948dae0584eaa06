import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

export const CUSTOMER_FEEDBACK_ENTITY = entityKind('customer_feedback', {
  module: 'customer_feedback',
  table: 'customer_feedback',
  hidden: 'deleted_at',
  scopes: BY_TEAM,
  columns: ['kind', 'comment'],
  label: ({ kind, comment }) => `${kind[0]!.toUpperCase()}${kind.slice(1)}: ${shortened(comment, 60)}`,
  path: '/customer-feedback/{id}',
});
