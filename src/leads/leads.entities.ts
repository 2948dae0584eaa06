import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

export const LEAD_ENTITY = entityKind('lead', {
  module: 'leads',
  table: 'leads',
  hidden: 'deleted_at',
  scopes: BY_TEAM,
  searched: {},
  columns: ['number', 'matter'],
  label: ({ number, matter }) => `${number} ${shortened(matter, 60)}`,
  path: '/leads/{id}',
});
