import { BY_TEAM, entityKind, shortened } from '../common/entities/entityKind.js';

export const CONVERSATION_ENTITY = entityKind('conversation', {
  module: 'chats',
  table: 'conversations',
  partOf: 'merged_into',
  scopes: BY_TEAM,
  searched: {},
  columns: ['contact_name', 'contact_phone'],
  label: ({ contact_name, contact_phone }) => `Chat with ${contact_name || contact_phone || 'an unnamed contact'}`,
  path: '/conversations/{id}',
});

export const MESSAGE_ENTITY = entityKind('message', {
  module: 'chats',
  table: 'messages',
  scopes: "array(select 'team:' || c.team from public.conversations c where c.id = r.conversation_id)",
  searched: { words: { table: 'message_search', id: 'message_id', at: 'at' } },
  columns: ['conversation_id', 'preview'],
  label: ({ preview }) => shortened(preview),
  path: '/conversations/{conversation_id}/messages/{id}',
});
