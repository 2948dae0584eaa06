-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Whoever may create takes work, whoever may edit gives it to others.
select public.register_module('assignments', 'Assignments', 'Who holds what, what waits, and how it is given out.', 'vced', 'vc', 'v');
