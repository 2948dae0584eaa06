-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('admin_dashboard', 'E-mail dashboard', 'How many e-mails, of whom, to whom.', 'v', '', 'v');
