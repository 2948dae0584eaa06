-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('changes', 'Change feed', 'Reactions to what happened, and what failed in them.', 'v', '', '');
