/* Ends what runs or waits of a rule. Returns how many. */
create function public.cancel_workflow_runs(p_workflow_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  update public.workflow_runs r set state = 'cancelled', reason = p_reason, next_at = null, lease_until = null, finished_at = clock_timestamp()
  where r.workflow_id = p_workflow_id and r.state in ('running', 'waiting');
  get diagnostics v_count = row_count;
  return v_count;
end $$;
select public.grant_to_service('cancel_workflow_runs');
