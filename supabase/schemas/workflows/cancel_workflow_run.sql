/* Ends one run. Raises workflow_run_not_found, workflow_run_ended. */
create function public.cancel_workflow_run(p_id uuid, p_note text) returns setof public.workflow_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.workflow_runs;
begin
  select * into v_before from public.workflow_runs r where r.id = p_id for update;
  if v_before.id is null then
    raise exception 'workflow_run_not_found' using errcode = 'P0404';
  elsif v_before.state not in ('running', 'waiting') then
    raise exception 'workflow_run_ended' using errcode = 'P0409', detail = jsonb_build_object('state', v_before.state);
  end if;
  perform public.log_activity('cancel', 'workflow_runs', p_id::text, p_note => p_note);
  return query update public.workflow_runs r
    set state = 'cancelled', reason = coalesce(nullif(p_note, ''), 'Cancelled by a person.'), next_at = null, lease_until = null, finished_at = clock_timestamp()
    where r.id = p_id returning r.*;
end $$;
select public.grant_to_service('cancel_workflow_run');
