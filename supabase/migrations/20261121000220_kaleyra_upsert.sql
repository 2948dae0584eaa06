-- Storing what the provider lists, and comparing it with what is stored.

/* A leg as the provider lists it now, in our columns; url is its recording's address. */
create type public.kaleyra_given_leg as (
  id text collate "C", uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
  duration integer, billsec integer, credits text, status text, location text, provider text, service text, caller_id text,
  recording text, notes text, custom text, raw jsonb, url text
);

/*
 * Legs as the API passes them: a JSON array. A text that is the same in raw may be left out. The same id twice: the last.
 * Touches no table, so a writer that waits for its turn has this behind it.
 */
create function public.read_kaleyra_call_logs(p_rows jsonb) returns public.kaleyra_given_leg[]
language sql immutable set search_path = '' as $$
  select coalesce(array_agg(row(
    r.id, coalesce(r.uniqid, r.raw ->> 'uniqid', ''), coalesce(r.parent_id, r.raw ->> 'parent_id', ''),
    coalesce(r.callfrom, r.raw ->> 'callfrom', ''), coalesce(r.callto, r.raw ->> 'callto', ''), r.start_time, r.end_time,
    coalesce(r.duration, 0), coalesce(r.billsec, 0), coalesce(r.credits, r.raw ->> 'credits', ''),
    coalesce(r.status, r.raw ->> 'status', ''), coalesce(r.location, r.raw ->> 'location', ''),
    coalesce(r.provider, r.raw ->> 'provider', ''), coalesce(r.service, r.raw ->> 'service', ''),
    coalesce(r.caller_id, r.raw ->> 'caller_id', ''),
    case when r.recording <> '' then '/calls/recordings/' || r.id else '' end,
    coalesce(r.notes, r.raw ->> 'notes', ''), coalesce(r.custom, r.raw ->> 'custom', ''),
    case
      when r.raw ->> 'recording' <> '' then
        jsonb_set(r.raw, '{recording}', to_jsonb('sha256:' || encode(sha256(convert_to(r.raw ->> 'recording', 'UTF8')), 'hex')))
      else coalesce(r.raw, '{}')
    end,
    coalesce(r.recording, ''))::public.kaleyra_given_leg), '{}')
  from (
    select distinct on (f.id) f.*
    from rows from (jsonb_to_recordset(p_rows) as (
      id text collate "C", uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
      duration integer, billsec integer, credits text, status text, location text, provider text, service text, caller_id text,
      recording text, notes text, custom text, raw jsonb)) with ordinality as f
    order by f.id, f.ordinality desc
  ) r
$$;

/*
 * Given legs next to what is stored: kept_id is null for a new one, is_changed true for one that is stored otherwise. No "set
 * search_path" here: with it the function could not be inlined. "offset 0" makes it look each id up, whatever the planner
 * thinks of the tables' size.
 */
create function public.compare_kaleyra_call_logs(p_legs public.kaleyra_given_leg[]) returns table (
  id text, uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz, duration integer,
  billsec integer, credits text, status text, location text, provider text, service text, caller_id text, recording text,
  notes text, custom text, raw jsonb, url text, kept_id text, is_changed boolean
)
language sql stable as $$
  select
    g.*,
    l.id,
    l.id is not null and
      (l.uniqid, l.parent_id, l.callfrom, l.callto, l.start_time, l.end_time, l.duration, l.billsec, l.credits, l.status, l.location,
        l.provider, l.service, l.caller_id, l.recording, l.notes, l.custom, l.raw, coalesce(k.url, ''))
      is distinct from (g.uniqid, g.parent_id, g.callfrom, g.callto, g.start_time, g.end_time, g.duration, g.billsec, g.credits, g.status,
        g.location, g.provider, g.service, g.caller_id, g.recording, g.notes, g.custom, g.raw, g.url)
  from unnest(p_legs) g
  left join lateral (select * from public.kaleyra_call_logs where id = g.id offset 0) l on true
  left join lateral (select * from public.kaleyra_call_recordings where call_log_id = l.id and l.recording <> '' offset 0) k on true
$$;

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

/* Reads and stores up to 1,000 legs. received = inserted + updated + unchanged. */
create function public.upsert_kaleyra_call_logs(p_rows jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_received integer := jsonb_array_length(p_rows);
  v_stored   record;
begin
  if v_received > 1000 then
    raise exception 'too_many_rows' using errcode = '22023', detail = 'At most 1,000 call logs at once.';
  end if;
  v_stored := public.store_kaleyra_legs(public.read_kaleyra_call_logs(p_rows));
  return jsonb_build_object(
    'received', v_received, 'inserted', v_stored.inserted, 'updated', v_stored.updated,
    'unchanged', v_received - v_stored.inserted - v_stored.updated);
end $$;

-- Reconciling: stage the provider's rows of a range of days, page by page; diff; heal. -----------------

/* Keeps up to 1,000 rows (as for upsert_kaleyra_call_logs) for the comparison that goes by p_run_id. */
create function public.stage_kaleyra_call_logs(p_run_id uuid, p_rows jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_staged integer;
begin
  insert into public.kaleyra_reconcile_rows (run_id, id, entry)
  select distinct on (r.entry ->> 'id') p_run_id, r.entry ->> 'id', r.entry
  from jsonb_array_elements(p_rows) with ordinality as r (entry, place)
  order by r.entry ->> 'id', r.place desc
  on conflict (run_id, id) do update set entry = excluded.entry;
  get diagnostics v_staged = row_count;
  return v_staged;
end $$;

/*
 * What differs between the staged rows and ours of the provider's days (Indian days, both inclusive): missing (the provider
 * has it, we do not), changed (we have it otherwise), extra (we have it, the provider does not list it).
 */
create function public.diff_kaleyra_call_logs(p_run_id uuid, p_from date, p_to date) returns table (id text, difference text)
language plpgsql set search_path = '' set enable_seqscan = off set enable_nestloop = off as $$
declare
  v_rows jsonb;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    return query
    select c.id, case when c.kept_id is null then 'missing' else 'changed' end
    from public.compare_kaleyra_call_logs(public.read_kaleyra_call_logs(v_rows)) c
    where c.kept_id is null or c.is_changed;
  end loop;

  return query
  select l.id, 'extra'
  from public.kaleyra_call_logs l
  where l.start_time >= p_from::timestamp at time zone 'Asia/Kolkata'
    and l.start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata'
    and not exists (select from public.kaleyra_reconcile_rows r where r.run_id = p_run_id and r.id = l.id);
end $$;

/* Stores the staged rows and forgets that they were staged. What is extra stays: that the provider no longer lists a call does not undo it. */
create function public.heal_kaleyra_call_logs(p_run_id uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_rows     jsonb;
  v_stored   jsonb;
  v_received integer := 0;
  v_inserted integer := 0;
  v_updated  integer := 0;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    v_stored := public.upsert_kaleyra_call_logs(v_rows);
    v_received := v_received + (v_stored ->> 'received')::integer;
    v_inserted := v_inserted + (v_stored ->> 'inserted')::integer;
    v_updated := v_updated + (v_stored ->> 'updated')::integer;
  end loop;
  delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  return jsonb_build_object(
    'received', v_received, 'inserted', v_inserted, 'updated', v_updated, 'unchanged', v_received - v_inserted - v_updated);
end $$;

revoke execute on function
  public.read_kaleyra_call_logs(jsonb), public.compare_kaleyra_call_logs(public.kaleyra_given_leg[]),
  public.store_kaleyra_legs(public.kaleyra_given_leg[]), public.upsert_kaleyra_call_logs(jsonb), public.stage_kaleyra_call_logs(uuid, jsonb),
  public.diff_kaleyra_call_logs(uuid, date, date), public.heal_kaleyra_call_logs(uuid)
from public, anon, authenticated;
grant execute on function
  public.read_kaleyra_call_logs(jsonb), public.compare_kaleyra_call_logs(public.kaleyra_given_leg[]),
  public.store_kaleyra_legs(public.kaleyra_given_leg[]), public.upsert_kaleyra_call_logs(jsonb), public.stage_kaleyra_call_logs(uuid, jsonb),
  public.diff_kaleyra_call_logs(uuid, date, date), public.heal_kaleyra_call_logs(uuid)
to service_role;
