-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agri_consultancy', 'Agri consultancy', 'What farmers ask about their crops, and what they are advised.', 'vced', 'vce', 'v');
select public.register_timeline('agri_consultation', 'agri_consultancy', 'timeline_agri_consultations');
select public.register_assignable('agri_consultation', 'agri_consultancy', 'agri_consultations', 'live_agri_consultations', 'assign_agri_consultations');
select public.register_agent_work('agri_consultation', 'ticket', p_held => 'agent_agri_consultations', p_release => 'release_agent_agri_consultations');
select public.register_sla_kind('agri_consultation', 'agri_consultancy', 'agri_consultations', 'sla_agri_consultations', 'sla_agri_consultation_events',
  '{closed,cancelled}');
