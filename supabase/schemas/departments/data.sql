-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('departments', 'Departments', 'What callers reach: numbers, teams, hours.', 'vced', 'v', 'v');
