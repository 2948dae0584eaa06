import { BY_TEAM, entityKind } from '../common/entities/entityKind.js';

export const SURVEY_ENTITY = entityKind('survey', {
  module: 'surveys',
  table: 'surveys',
  hidden: 'deleted_at',
  columns: ['name'],
  label: ({ name }) => name,
  path: '/surveys/{id}',
});

export const SURVEY_INVITATION_ENTITY = entityKind('survey_invitation', {
  module: 'survey_responses',
  table: 'survey_invitations',
  scopes: BY_TEAM,
  columns: ['state'],
  label: ({ state }) => `Invitation to a survey, ${state}`,
  path: '/survey-invitations/{id}',
});

export const SURVEY_RESPONSE_ENTITY = entityKind('survey_response', {
  module: 'survey_responses',
  table: 'survey_responses',
  scopes: BY_TEAM,
  columns: ['kind', 'answer'],
  label: ({ kind, answer }) => `Answer to a survey (${kind})${answer ? `: ${answer}` : ''}`,
  path: '/survey-responses/{id}',
});
