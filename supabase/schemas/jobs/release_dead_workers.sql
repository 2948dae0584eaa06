/*
 * Gives back the jobs of workers whose process is gone: its advisory lock is free then. Without this a job that was
 * under way when its process was killed would wait for hours. Returns how many workers were found dead.
 */
create function public.release_dead_workers() returns integer
language plpgsql set search_path = '' as $$
declare
  v_dead text[];
begin
  select coalesce(array_agg(worker_id), '{}') into v_dead
  from public.job_workers where pg_try_advisory_xact_lock(lock_key);
  select v_dead || coalesce(array_agg(distinct j.locked_by), '{}') into v_dead
  from graphile_worker._private_jobs j
  where j.locked_at < now() - interval '1 minute'
    and not exists (select 1 from public.job_workers w where w.worker_id = j.locked_by);
  if cardinality(v_dead) > 0 then
    perform graphile_worker.force_unlock_workers(v_dead);
    delete from public.job_workers where worker_id = any (v_dead);
  end if;
  return cardinality(v_dead);
end $$;
select public.grant_to_service('release_dead_workers');
