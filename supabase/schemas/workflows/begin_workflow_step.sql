/* Whether a step may be done now: the run goes on, and the step was not done before. Locks the run until the end of the transaction. */
create function public.begin_workflow_step(p_run_id uuid, p_position text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_state text;
begin
  select r.state into v_state from public.workflow_runs r where r.id = p_run_id for update;
  return v_state in ('running', 'waiting') and not exists (
    select from public.workflow_steps s where s.run_id = p_run_id and s.position = p_position and s.state not in ('retry', 'waiting'));
end $$;
select public.grant_to_service('begin_workflow_step');
