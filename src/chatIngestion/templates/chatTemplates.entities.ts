import { entityKind } from '../../common/entities/entityKind.js';

export const CHAT_TEMPLATE_ENTITY = entityKind('chat_template', {
  module: 'chat_templates',
  table: 'chat_templates',
  // A text of no team is one of all teams.
  scopes: "case r.team when '' then array(select 'team:' || t.key from public.teams t) else array['team:' || r.team] end",
  hidden: 'deleted_at',
  columns: ['title'],
  label: ({ title }) => title,
  path: '/chat-templates/{id}',
});
