import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

export const TICKET_ENTITY = entityKind('ticket', {
  module: 'tickets',
  table: 'tickets',
  hidden: 'deleted_at',
  partOf: 'merged_into',
  scopes: BY_TEAM,
  searched: {},
  columns: ['number', 'subject'],
  label: ({ number, subject }) => `${number} ${shortened(subject, 60)}`,
  path: '/tickets/{id}',
});

export const TICKET_ATTACHMENT_ENTITY = entityKind('ticket_attachment', {
  module: 'tickets',
  table: 'ticket_attachments',
  scopes: `array(
    select 'team:' || t.team from public.ticket_comments c join public.tickets t on t.id = c.ticket_id where c.id = r.comment_id)`,
  columns: ['filename'],
  label: ({ filename }) => filename || 'A file without a name',
  path: '/tickets/attachments/{id}',
});
