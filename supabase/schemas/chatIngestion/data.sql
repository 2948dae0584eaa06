-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('chat_templates', 'Canned texts', 'Texts with variables, for chats and e-mails.', 'vced', 'v', 'v');
