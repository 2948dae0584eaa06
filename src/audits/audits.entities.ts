import { entityKind } from '../common/entities/entityKind.js';

/** Labels do not say whom it is about: not all who may look things up may read it. */
export const AUDIT_ENTITY = entityKind('audit', {
  module: 'audits',
  table: 'audits',
  hidden: 'deleted_at',
  columns: ['number'],
  label: ({ number }) => `Audit ${number}`,
  path: '/audits/{id}',
});

export const AUDIT_SCORECARD_ENTITY = entityKind('audit_scorecard', {
  module: 'audits',
  table: 'audit_scorecards',
  hidden: 'deleted_at',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/audits/scorecards/{id}',
});

export const AUDIT_SAMPLE_ENTITY = entityKind('audit_sample', {
  module: 'audits',
  table: 'audit_samples',
  columns: ['from_on', 'to_on'],
  label: ({ from_on, to_on }) => `Sample of the work from ${from_on} to ${to_on}`,
  path: '/audits/samples/{id}',
});

export const COACHING_TASK_ENTITY = entityKind('coaching_task', {
  module: 'audits',
  table: 'coaching_tasks',
  hidden: 'deleted_at',
  columns: ['created_at'],
  label: ({ created_at }) => `Coaching task of ${String(created_at).slice(0, 10)}`,
  path: '/audits/coaching-tasks/{id}',
});
