-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('jobs', 'Jobs', 'Background work and its schedules.', 'v', '', '');
