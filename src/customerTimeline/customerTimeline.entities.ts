import { entityKind } from '../common/entities/entityKind.js';

export const CUSTOMER_EVENT_ENTITY = entityKind('customer_event', {
  module: 'timeline',
  table: 'customer_events',
  hidden: 'deleted_at',
  columns: ['title'],
  label: ({ title }) => title,
  path: '/customer-timeline/events/{id}',
});
