import { entityKind, shortened } from '../common/entities/entityKind.js';

const named = ({ subject }: { subject: string }) => shortened(subject) || 'E-mail without a subject';

export const EMAIL_ENTITY = entityKind('email', {
  module: 'emails',
  table: 'emails',
  hidden: 'deleted_at',
  columns: ['subject'],
  label: named,
  path: '/emails/{id}',
});

export const EMAIL_THREAD_ENTITY = entityKind('email_thread', {
  module: 'emails',
  table: 'email_threads',
  columns: ['subject'],
  label: named,
  path: '/emails/threads/{id}',
});
