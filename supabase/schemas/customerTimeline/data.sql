-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('timeline', 'Customer timeline', 'What happened with a customer, and events that people add.', 'vced', 'vce', 'v');

select public.register_timeline('note', 'customers', 'timeline_notes');
select public.register_timeline('event', 'timeline', 'timeline_events');
