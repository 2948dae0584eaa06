import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

const named = ({ subject }: { subject: string }) => shortened(subject) || 'E-mail without a subject';

export const EMAIL_ENTITY = entityKind('email', {
  module: 'emails',
  table: 'emails',
  scopes: BY_TEAM,
  hidden: 'deleted_at',
  searched: { words: { table: 'email_search', id: 'email_id', at: 'received_at' }, spam: "r.status = 'spam'" },
  columns: ['subject'],
  label: named,
  path: '/emails/{id}',
});

export const EMAIL_THREAD_ENTITY = entityKind('email_thread', {
  module: 'emails',
  table: 'email_threads',
  scopes: BY_TEAM,
  columns: ['subject'],
  label: named,
  path: '/emails/threads/{id}',
});

export const SUPPORT_EMAIL_ENTITY = entityKind('support_email', {
  module: 'support_emails',
  table: 'support_emails',
  scopes: BY_TEAM,
  hidden: 'deleted_at',
  columns: ['email_address'],
  label: ({ email_address }) => email_address,
  path: '/support-emails/{id}',
});
