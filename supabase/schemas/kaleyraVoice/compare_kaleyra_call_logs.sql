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
select public.grant_to_service('compare_kaleyra_call_logs');
