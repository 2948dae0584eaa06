-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('workflows', 'Workflows', 'Rules that act by themselves, what they did, and why.', 'vced', 'v', 'v');
select public.register_decisions('workflows.match', 'workflows', 'decision_workflow_runs');
select public.register_decisions('workflows.act', 'workflows', 'decision_workflow_steps');
