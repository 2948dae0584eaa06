-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('chats', 'Chats', 'Conversations on WhatsApp: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('chat_providers', 'Chat providers', 'Accounts of chat providers, their secrets and webhooks.', 've', 'v', 'v');
select public.register_module('chat_templates', 'Canned texts', 'Texts with variables, for chats and e-mails.', 'vced', 'v', 'v');
select public.register_timeline('chat', 'chats', 'timeline_messages');
select public.register_agent_work('conversation', 'chat', p_held => 'agent_conversations', p_handled => 'agent_handled_messages',
  p_release => 'release_agent_conversations');
select public.register_assignable('conversation', 'chats', 'conversations', 'live_conversations', 'assign_conversations');
select public.register_sla_kind('conversation', 'chats', 'conversations', 'sla_conversations', 'sla_conversation_events', '{resolved}');
