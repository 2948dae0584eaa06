-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('ivr', 'IVR calls', 'Calls that came over an IVR: live, missed, called back, completed.', 'vced', 've', 'v');
select public.register_module('ivr_providers', 'IVR providers', 'Who tells us about IVR calls, and how to read it.', 'vce', 'v', 'v');
select public.register_timeline('ivr_call', 'ivr', 'timeline_ivr_calls');
select public.register_agent_work('ivr_call', 'call', p_held => 'agent_ivr_calls', p_handled => 'agent_handled_ivr_calls', p_release => 'release_agent_ivr_calls',
  p_on_call => 'agents_on_ivr_calls');
select public.register_assignable('ivr_call', 'ivr', 'ivr_calls', 'live_ivr_calls', 'assign_ivr_calls');
select public.register_sla_kind('ivr_call', 'ivr', 'ivr_calls', 'sla_ivr_calls', 'sla_ivr_events', '{completed}', p_copies => 'copy_sla_to_ivr_calls');
