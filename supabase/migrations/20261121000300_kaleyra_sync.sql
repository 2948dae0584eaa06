-- Reading the provider's call log, run by run.

/*
 * The run that covers these days: the one under way, or a new one together with its job. All runs share one queue, so one
 * at a time reads the provider, on whichever node.
 */
create function public.start_kaleyra_sync(p_from date, p_to date, p_trigger text, p_requested_by uuid default null)
returns setof public.kaleyra_sync_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  insert into public.kaleyra_sync_runs (from_date, to_date, trigger, requested_by, next_date, next_page, state)
  values (p_from, p_to, p_trigger, p_requested_by, p_from, 1, 'queued')
  on conflict (from_date, to_date) where state in ('queued', 'running') do nothing
  returning id into v_id;
  if v_id is not null then
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id);
  else
    select id into v_id from public.kaleyra_sync_runs
    where from_date = p_from and to_date = p_to order by created_at desc limit 1;
    -- A run whose job ran out of attempts, or was lost by hand, gets a new one instead of blocking its days for good.
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id)
    where exists (select from public.kaleyra_sync_runs where id = v_id and state in ('queued', 'running'))
      and not exists (select from graphile_worker._private_jobs j where j.key = 'kaleyra.sync:' || v_id and j.attempts < j.max_attempts);
  end if;
  return query select * from public.kaleyra_sync_runs where id = v_id;
end $$;

/*
 * Stores what was read from p_at_* on and moves the run's place on, as one step: after a kill the run goes on exactly behind
 * what is stored. p_synced counts the rows that this run had not met before. Refused (sync_place_moved) when the run stands
 * somewhere else: the pages before these are not stored yet, or another worker does the same run.
 *
 * The rows are read before the writer's turn comes, so two calls at once overlap. It does not wait for the disk: a server that
 * dies takes rows and place together, and the run reads them again. The run's last step waits, and with it for all before.
 */
create function public.store_kaleyra_pages(
  p_run_id uuid, p_rows jsonb, p_rejects jsonb, p_pages integer, p_synced integer, p_at_date date, p_at_page integer,
  p_next_date date, p_next_page integer
) returns void
language plpgsql set search_path = '' as $$
declare
  v_legs   public.kaleyra_given_leg[];
  v_stored record;
begin
  set local synchronous_commit = off;
  v_legs := public.read_kaleyra_call_logs(p_rows);
  perform public.lock_kaleyra_call_logs();
  if not exists (select from public.kaleyra_sync_runs r where r.id = p_run_id and r.next_date = p_at_date and r.next_page = p_at_page) then
    raise exception 'sync_place_moved' using errcode = 'P0409', detail = 'The run stands at another page.';
  end if;
  v_stored := public.store_kaleyra_legs(v_legs);
  insert into public.kaleyra_sync_rejects (run_id, page, fault, raw)
  select p_run_id, (r ->> 'page')::integer, r ->> 'fault', r -> 'raw' from jsonb_array_elements(p_rejects) r;
  update public.kaleyra_sync_runs set
    pages = pages + p_pages,
    synced = synced + p_synced,
    inserted = inserted + v_stored.inserted,
    updated = updated + v_stored.updated,
    unchanged = unchanged + jsonb_array_length(p_rows) - v_stored.inserted - v_stored.updated,
    rejected = rejected + jsonb_array_length(p_rejects),
    next_date = p_next_date,
    next_page = p_next_page,
    heartbeat_at = now()
  where id = p_run_id;
end $$;

/*
 * Compares the staged rows of a run with ours of these days and, when asked to heal, makes ours equal. A row that only we have
 * is taken out, its last state kept in the activity log; one that was written after p_asked_at is younger than the question
 * and not judged. Rows are taken out only on good evidence: every row of the provider could be read (p_trusted), and it
 * listed at least as many as it lacks; an empty answer for a full day is more likely a fault of the provider.
 * Lists at most 1,000 ids of each kind.
 */
create function public.reconcile_kaleyra_call_logs(
  p_run_id uuid, p_from date, p_to date, p_asked_at timestamptz, p_heal boolean, p_trusted boolean
)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
  v_changed text[];
  v_extra   text[];
  v_remove  boolean;
  v_staged  integer := (select count(*) from public.kaleyra_reconcile_rows where run_id = p_run_id);
  v_stored  integer := (
    select count(*) from public.kaleyra_call_logs
    where start_time >= p_from::timestamp at time zone 'Asia/Kolkata' and start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata');
begin
  select
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'missing'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'changed'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'extra' and l.synced_at < p_asked_at), '{}')
  into v_missing, v_changed, v_extra
  from public.diff_kaleyra_call_logs(p_run_id, p_from, p_to) d
  left join public.kaleyra_call_logs l on l.id = d.id;

  v_remove := p_heal and p_trusted and cardinality(v_extra) <= v_staged;
  if v_remove then
    perform public.log_activity('reconcile_remove', 'kaleyra_call_logs', l.id, to_jsonb(l))
    from public.kaleyra_call_logs l where l.id = any (v_extra);
    delete from public.kaleyra_call_logs where id = any (v_extra);
  end if;
  if p_heal then
    perform public.heal_kaleyra_call_logs(p_run_id);
  else
    delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  end if;
  return jsonb_build_object(
    'provider_rows', v_staged, 'stored_rows', v_stored,
    'missing', to_jsonb(v_missing[:1000]), 'extra', to_jsonb(v_extra[:1000]), 'changed', to_jsonb(v_changed[:1000]),
    'missing_count', cardinality(v_missing), 'extra_count', cardinality(v_extra),
    'extra_kept_count', case when v_remove then 0 else cardinality(v_extra) end, 'changed_count', cardinality(v_changed));
end $$;

revoke execute on function public.start_kaleyra_sync(date, date, text, uuid) from public, anon, authenticated;
revoke execute on function public.store_kaleyra_pages(uuid, jsonb, jsonb, integer, integer, date, integer, date, integer) from public, anon, authenticated;
revoke execute on function public.reconcile_kaleyra_call_logs(uuid, date, date, timestamptz, boolean, boolean) from public, anon, authenticated;
grant execute on function public.reconcile_kaleyra_call_logs(uuid, date, date, timestamptz, boolean, boolean) to service_role;
grant execute on function public.start_kaleyra_sync(date, date, text, uuid) to service_role;
grant execute on function public.store_kaleyra_pages(uuid, jsonb, jsonb, integer, integer, date, integer, date, integer) to service_role;
