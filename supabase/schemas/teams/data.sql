-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('teams', 'Teams', 'Agents who work together.', 'vced', 'v', 'v');
