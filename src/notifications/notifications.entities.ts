import { entityKind } from '../common/entities/entityKind.js';

export const NOTIFICATION_ENTITY = entityKind('notification', {
  module: 'notifications',
  table: 'notifications',
  columns: ['type'],
  label: ({ type }) => `Notice ${type}`,
  path: null,
});

export const APPROVAL_ENTITY = entityKind('approval_request', {
  module: 'approvals',
  table: 'approval_requests',
  columns: ['title'],
  label: ({ title }) => title,
  path: '/notifications/approval-requests/{id}',
});
