-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('agent_feedback', 'Agent feedback', 'What is said about the work of agents.', 'vced', 'vc', '');
