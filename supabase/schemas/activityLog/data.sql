-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('activity_log', 'Activity log', 'Who did what.', 'v', '', '');
