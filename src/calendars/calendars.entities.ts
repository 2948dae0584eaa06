import { entityKind } from '../common/entities/entityKind.js';

export const CALENDAR_ENTITY = entityKind('calendar', {
  module: 'calendars',
  table: 'calendars',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/calendars/{id}',
});
