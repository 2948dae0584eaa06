/* Turns a tick into a job unless another node did; the job starts up to p_jitter_seconds later. True when this call added it. */
create function public.add_cron_job(
  p_name text, p_tick_at timestamptz, p_task text, p_payload json, p_queue text, p_jitter_seconds integer
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.cron_ticks (name, tick_at) values (p_name, p_tick_at) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform graphile_worker.add_job(
    p_task, p_payload, queue_name => p_queue, job_key => p_name || ':' || p_tick_at,
    run_at => now() + random() * p_jitter_seconds * interval '1 second');
  delete from public.cron_ticks where name = p_name and tick_at < p_tick_at - interval '7 days';
  return true;
end $$;
select public.grant_to_service('add_cron_job');
