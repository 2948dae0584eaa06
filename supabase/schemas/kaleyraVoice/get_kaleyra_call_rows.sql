/*
 * The same rows for a file, times and booleans spelled as in JSON, to be streamed: copy (select * from get_kaleyra_call_rows(…)) to stdout with (format csv, header).
 * No "set search_path" here: with it the function could not be inlined, and all rows would be collected before the first is sent.
 */
create function public.get_kaleyra_call_rows(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_order text default 'desc', p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns table (
  id text, call_id text, parent_id text, callfrom text, callto text, start_time text, end_time text,
  duration integer, billsec integer, status text, service text, location text, provider text, caller_id text,
  agent_number text, agent_name text, notes text, custom text, credits text, has_recording text, recording_url text, synced_at text
)
language sql stable as $$
  select
    public.csv_cell(l.id), public.csv_cell(l.call_id), public.csv_cell(l.parent_id), public.csv_cell(l.callfrom), public.csv_cell(l.callto),
    to_json(l.start_time) #>> '{}', to_json(l.end_time) #>> '{}', l.duration, l.billsec, public.csv_cell(l.status), public.csv_cell(l.service),
    public.csv_cell(l.location), public.csv_cell(l.provider), public.csv_cell(l.caller_id), public.csv_cell(l.agent_number),
    public.csv_cell((select n.name from public.agents n where n.phone_number = l.agent_number collate "default")), public.csv_cell(l.notes), public.csv_cell(l.custom), public.csv_cell(l.credits),
    (l.recording <> '')::text,
    case when l.recording <> '' then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end,
    to_json(l.synced_at) #>> '{}'
  from public.kaleyra_call_logs l
  where l.start_time >= p_start and l.start_time < p_end
    and (p_service is null or l.service = p_service)
    and (p_agent_number is null or (l.agent_number = p_agent_number and l.agent_number <> ''))
    and (p_status is null or l.status = p_status)
    and (p_caller is null or l.callfrom = p_caller)
  order by
    case when p_order = 'asc' then l.start_time end, case when p_order = 'asc' then l.id end,
    case when p_order <> 'asc' then l.start_time end desc, case when p_order <> 'asc' then l.id end desc
$$;
select public.grant_to_service('get_kaleyra_call_rows');
