import { entityKind } from '../common/entities/entityKind.js';

export const TEAM_ENTITY = entityKind('team', {
  module: 'teams',
  table: 'teams',
  scopes: "array['team:' || r.key]",
  columns: ['name'],
  label: ({ name }) => name,
  path: '/teams/{id}',
});
