import { BY_TEAM, entityKind } from '../common/entities/entityKind.js';

export const YOUTUBE_LEAD_ENTITY = entityKind('youtube_lead', {
  module: 'youtube_leads',
  table: 'youtube_leads',
  hidden: 'deleted_at',
  scopes: BY_TEAM,
  searched: {},
  columns: ['number', 'author_name'],
  label: ({ number, author_name }) => `${number} ${author_name}`,
  path: '/youtube-leads/{id}',
});
