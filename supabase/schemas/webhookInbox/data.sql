-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('webhook_events', 'Webhook inbox', 'What providers sent: look, replay.', 've', '', '');
