/*
 * The run that covers these days: the one under way, or a new one together with its job. All runs share one queue, so one
 * at a time reads the provider, on whichever node. Who asks is logged, also when the run was there; the clock's ticks are not.
 */
create function public.start_kaleyra_sync(p_from date, p_to date, p_trigger text, p_requested_by uuid default null)
returns setof public.kaleyra_sync_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_id  uuid;
  v_new boolean;
begin
  insert into public.kaleyra_sync_runs (from_date, to_date, trigger, requested_by, next_date, next_page, state)
  values (p_from, p_to, p_trigger, p_requested_by, p_from, 1, 'queued')
  on conflict (from_date, to_date) where state in ('queued', 'running') do nothing
  returning id into v_id;
  v_new := v_id is not null;
  if v_new then
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id);
  else
    select id into v_id from public.kaleyra_sync_runs
    where from_date = p_from and to_date = p_to order by created_at desc limit 1;
    -- A run whose job ran out of attempts, or was lost by hand, gets a new one instead of blocking its days for good.
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id)
    where exists (select from public.kaleyra_sync_runs where id = v_id and state in ('queued', 'running'))
      and not exists (select from graphile_worker._private_jobs j where j.key = 'kaleyra.sync:' || v_id and j.attempts < j.max_attempts);
  end if;
  if p_trigger <> 'schedule' then
    perform public.log_activity('sync', 'kaleyra_sync_runs', v_id::text, null,
      jsonb_build_object('from_date', p_from, 'to_date', p_to, 'trigger', p_trigger, 'joined', not v_new), p_requested_by);
  end if;
  return query select * from public.kaleyra_sync_runs where id = v_id;
end $$;
select public.grant_to_service('start_kaleyra_sync');
