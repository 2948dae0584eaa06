import { entityKind, shortened } from '../common/entities/entityKind.js';

export const TICKET_ENTITY = entityKind('ticket', {
  module: 'tickets',
  table: 'tickets',
  hidden: 'deleted_at',
  partOf: 'merged_into',
  columns: ['number', 'subject'],
  label: ({ number, subject }) => `${number} ${shortened(subject, 60)}`,
  path: '/tickets/{id}',
});
