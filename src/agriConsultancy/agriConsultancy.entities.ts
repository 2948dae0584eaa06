import { BY_TEAM, entityKind } from '../common/entities/entityKind.js';

export const AGRI_CONSULTATION_ENTITY = entityKind('agri_consultation', {
  module: 'agri_consultancy',
  table: 'agri_consultations',
  hidden: 'deleted_at',
  scopes: BY_TEAM,
  columns: ['number', 'crop'],
  label: ({ number, crop }) => `${number} ${crop}`,
  path: '/agri-consultancy/{id}',
});
