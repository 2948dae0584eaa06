/*
 * Stores legs. A row that is already stored as given is neither written nor locked, so syncing a day again costs reading it.
 * stored = inserted + updated + unchanged.
 *
 * New rows go in by a plain insert: writers take turns, so nobody else can add the same id in between.
 */
create function public.store_kaleyra_legs(p_legs public.kaleyra_given_leg[], out inserted integer, out updated integer)
language plpgsql
set search_path = '' set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off
as $$
begin
  perform public.lock_kaleyra_call_logs();

  with given as materialized (
    select * from public.compare_kaleyra_call_logs(p_legs)
  ), inserted as (
    insert into public.kaleyra_call_logs
      (id, uniqid, parent_id, callfrom, callto, start_time, end_time, duration, billsec, credits, status, location, provider,
       service, caller_id, recording, notes, custom, raw)
    select g.id, g.uniqid, g.parent_id, g.callfrom, g.callto, g.start_time, g.end_time, g.duration, g.billsec, g.credits,
      g.status, g.location, g.provider, g.service, g.caller_id, g.recording, g.notes, g.custom, g.raw
    from given g
    where g.kept_id is null
    returning true
  ), updated as (
    update public.kaleyra_call_logs l set
      uniqid = g.uniqid, parent_id = g.parent_id, callfrom = g.callfrom, callto = g.callto, start_time = g.start_time,
      end_time = g.end_time, duration = g.duration, billsec = g.billsec, credits = g.credits, status = g.status,
      location = g.location, provider = g.provider, service = g.service, caller_id = g.caller_id, recording = g.recording,
      notes = g.notes, custom = g.custom, raw = g.raw, synced_at = now()
    from given g
    where g.is_changed and l.id = g.id and l.id = any (array(select c.id from given c where c.is_changed))
    returning true
  ), recordings_kept as (
    insert into public.kaleyra_call_recordings as k (call_log_id, url)
    select g.id, g.url from given g where g.url <> '' and (g.kept_id is null or g.is_changed)
    on conflict (call_log_id) do update set url = excluded.url, updated_at = now() where k.url <> excluded.url
  ), recordings_gone as (
    delete from public.kaleyra_call_recordings k
    where k.call_log_id = any (array(select c.id from given c where c.is_changed and c.url = ''))
  )
  select (select count(*) from inserted), (select count(*) from updated) into store_kaleyra_legs.inserted, store_kaleyra_legs.updated;
end $$;
select public.grant_to_service('store_kaleyra_legs');
