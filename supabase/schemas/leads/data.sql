-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('leads', 'Leads', 'Who may buy, what, and how far it is.', 'vced', 'vce', 'v');
select public.register_timeline('lead', 'leads', 'timeline_leads');
select public.register_assignable('lead', 'leads', 'leads', 'live_leads', 'assign_leads');
select public.register_agent_work('lead', 'ticket', p_held => 'agent_leads', p_release => 'release_agent_leads');
select public.register_sla_kind('lead', 'leads', 'leads', 'sla_leads', 'sla_lead_events', '{won,lost}');
