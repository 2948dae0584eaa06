-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('calls', 'Calls', 'Phone calls: logs, dashboards, recordings, dialling.', 'vced', 'vc', 'v');
