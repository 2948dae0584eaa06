import { entityKind } from '../common/entities/entityKind.js';

export const REFUND_ENTITY = entityKind('refund', {
  module: 'refunds',
  table: 'refunds',
  searched: {},
  columns: ['number'],
  label: ({ number }) => `Refund ${number}`,
  path: '/refunds/{id}',
});
