/*
 * A page of the call list, as the finished body {"data", "total", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page; the next page starts
 * after p_after_time and p_after_id. Recordings are linked as recording_link does, so p_link_key has to be one that is
 * good until p_link_expires only.
 */
create function public.get_kaleyra_call_list(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_page integer default 1, p_limit integer default 50, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id text default null, p_order text default 'desc',
  p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns text
language plpgsql stable
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_ids  text[];
  v_data text;
  v_next text;
begin
  v_ids := public.find_kaleyra_call_ids(
    p_start, p_end, p_service, p_agent_number, p_status, p_caller, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select translate(encode(convert_to((extract(epoch from l.start_time) * 1000000)::bigint || '.' || l.id, 'UTF8'), 'base64'), E'+/=\n', '-_')
    into v_next
    from public.kaleyra_call_logs l where l.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',') into v_data
  from (
    select l.*, case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end as recording_url
    from unnest(v_ids) with ordinality as wanted (id, place)
    cross join lateral (select * from public.kaleyra_leg_rows where id = wanted.id offset 0) l
    order by wanted.place
  ) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":'
    || public.count_kaleyra_calls(p_start, p_end, p_service, p_agent_number, p_status, p_caller)
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;
select public.grant_to_service('get_kaleyra_call_list');
