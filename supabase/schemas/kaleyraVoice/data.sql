-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('calls', 'Calls', 'Phone calls: logs, dashboards, recordings, dialling.', 'vced', 'vc', 'v');
select public.register_timeline('call', 'calls', 'timeline_calls', 'phone');
select public.register_timeline('call_attempt', 'calls', 'timeline_call_attempts', 'phone');
