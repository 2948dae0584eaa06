import { entityKind } from '../common/entities/entityKind.js';

export const TEAM_ENTITY = entityKind('team', {
  module: 'teams',
  table: 'teams',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/teams/{id}',
});
