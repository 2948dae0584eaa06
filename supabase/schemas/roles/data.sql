-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('roles', 'Roles', 'Roles, permissions and who has which.', 'v', '', '');
