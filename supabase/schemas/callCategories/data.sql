-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('call_categories', 'Call categories', 'What calls were about: a tree for each department.', 'vced', 'v', 'v');
