-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agents', 'Agents', 'Who works here: skills, capacity, availability, working time.', 'vced', 'v', 'v');

insert into public.agent_statuses (status, name, category, position) values
  ('available', 'Available', 'available', 1),
  ('busy', 'Busy', 'busy', 2),
  ('wrap_up', 'Wrap-up', 'wrap_up', 3),
  ('away', 'Away', 'away', 4),
  ('offline', 'Offline', 'offline', 5)
on conflict (status) do nothing;

select public.register_agent_work('email_thread', 'email', p_held => 'agent_email_threads', p_handled => 'agent_handled_emails',
  p_release => 'release_agent_email_threads');
select public.register_agent_work('call', 'call', p_handled => 'agent_handled_calls', p_on_call => 'agents_on_call_attempts');
select public.register_agent_work('refund', 'ticket', p_held => 'agent_refunds', p_release => 'release_agent_refunds');
