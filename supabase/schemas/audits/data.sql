-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Who may not edit sees what is about him.
select public.register_module('audits', 'Audits', 'Scored reviews of what agents do, and the coaching that follows.', 'vced', 'v', '');
