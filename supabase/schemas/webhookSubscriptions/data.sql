-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('webhooks', 'Webhooks', 'Events sent to other systems: subscriptions, deliveries.', 'v', '', '');
