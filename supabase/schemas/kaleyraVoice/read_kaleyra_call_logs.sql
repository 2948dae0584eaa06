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
select public.grant_to_service('read_kaleyra_call_logs');
