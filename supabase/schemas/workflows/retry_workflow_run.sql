/* Has the steps of a run that failed done again; what was done stays done. Raises workflow_run_not_found, workflow_run_not_failed. */
create function public.retry_workflow_run(p_id uuid) returns setof public.workflow_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.workflow_runs;
begin
  select * into v_before from public.workflow_runs r where r.id = p_id for update;
  if v_before.id is null then
    raise exception 'workflow_run_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'partial' then
    raise exception 'workflow_run_not_failed' using errcode = 'P0409', detail = jsonb_build_object('state', v_before.state);
  end if;
  update public.workflow_steps s set state = 'retry', attempts = 0, next_at = now() where s.run_id = p_id and s.state = 'failed';
  perform public.log_activity('retry', 'workflow_runs', p_id::text);
  return query update public.workflow_runs r set state = 'running', reason = '', next_at = now(), finished_at = null where r.id = p_id returning r.*;
  perform pg_notify('workflows', '');
end $$;
select public.grant_to_service('retry_workflow_run');
