import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

export const VIDEO_CALL_LEAD_ENTITY = entityKind('video_call_lead', {
  module: 'video_call_leads',
  table: 'video_call_leads',
  hidden: 'deleted_at',
  scopes: BY_TEAM,
  columns: ['interest'],
  label: ({ interest }) => `Video call: ${shortened(interest, 60)}`,
  path: '/video-call-leads/{id}',
});
