-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('tickets', 'Tickets', 'Matters that are seen through, whichever channel they came by.', 'vced', 'vce', 'v');
select public.register_timeline('ticket', 'tickets', 'timeline_tickets');
select public.register_assignable('ticket', 'tickets', 'tickets', 'live_tickets', 'assign_tickets');
select public.register_agent_work('ticket', 'ticket', p_held => 'agent_tickets', p_release => 'release_agent_tickets');
select public.register_sla_kind('ticket', 'tickets', 'tickets', 'sla_tickets', 'sla_ticket_events', '{resolved,closed}', p_copies => 'copy_sla_to_tickets');
