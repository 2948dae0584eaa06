-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('chats', 'Chats', 'Conversations on WhatsApp: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('chat_providers', 'Chat providers', 'Accounts of chat providers, their secrets and webhooks.', 've', 'v', 'v');
select public.register_timeline('chat', 'chats', 'timeline_messages');
