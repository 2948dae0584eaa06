/*
 * The ids of the matching legs in list order, p_need of them after the first p_skip (or after the leg p_after_*).
 *
 * Most pages are the beginning of an index range. When matches are rare or the page is far down, the rollups tell where
 * its legs are: first which days, then which quarters of an hour, and only those are read.
 */
create function public.find_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_start  timestamptz := greatest(p_start, '0001-01-01Z');
  v_end    timestamptz := least(p_end, '9999-12-31Z');
  v_ids    text[] := '{}';
  v_wide   record;  -- where the legs are, by day
  v_narrow record;  -- by quarter of an hour
begin
  if p_service <> 'CallForward' and p_agent_number is not null then
    return '{}';  -- only forwarded legs have an agent
  end if;
  if p_ascending then
    v_start := greatest(v_start, p_after_time);
  else
    v_end := least(v_end, p_after_time + interval '1 microsecond');
  end if;

  if p_caller is not null and p_ascending then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time, l.id offset p_skip limit p_need);
  elsif p_caller is not null then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time desc, l.id desc offset p_skip limit p_need);
  end if;

  if p_skip = 0 then
    v_ids := public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, 2000 + p_need);
    if cardinality(v_ids) = p_need or (p_status is null and (p_service is null or p_agent_number is not null)) then
      return v_ids;
    end if;
  end if;

  v_ids := '{}';
  if p_after_time is not null then
    -- Legs that began at the same instant as the last one seen; the rollups cannot tell which of them were seen.
    v_ids := public.scan_kaleyra_call_ids(
      p_after_time, p_after_time + interval '1 microsecond', p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, null);
    if p_ascending then
      v_start := p_after_time + interval '1 microsecond';
    else
      v_end := p_after_time;
    end if;
  end if;

  v_wide := public.locate_kaleyra_calls(
    v_start, v_end, case when p_agent_number is null then '{day,quarter_hour}' else '{day}' end::public.kaleyra_grain[],
    p_service, p_agent_number, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  if v_wide.cut_a_returning_day and p_agent_number is null then
    v_wide := public.locate_kaleyra_calls(
      v_start, v_end, '{hour,quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  elsif v_wide.cut_a_returning_day then
    return v_ids || public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, null, null, p_skip, p_need - cardinality(v_ids), null);
  end if;

  p_skip := v_wide.first_skip;
  for i in 1 .. coalesce(cardinality(v_wide.starts), 0) loop
    exit when cardinality(v_ids) >= p_need;
    if p_agent_number is null then
      v_narrow := public.locate_kaleyra_calls(
        v_wide.starts[i], v_wide.ends[i], '{quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
    else
      v_narrow := v_wide;
      v_narrow.starts := array[v_wide.starts[i]];
      v_narrow.ends := array[v_wide.ends[i]];
      v_narrow.first_skip := p_skip;
    end if;
    p_skip := v_narrow.first_skip;
    for j in 1 .. coalesce(cardinality(v_narrow.starts), 0) loop
      v_ids := v_ids || public.scan_kaleyra_call_ids(
        v_narrow.starts[j], v_narrow.ends[j], p_service, p_agent_number, p_status, p_ascending, null, null,
        p_skip, p_need - cardinality(v_ids), null);
      p_skip := 0;
    end loop;
    p_skip := 0;
  end loop;
  return v_ids;
end $$;
select public.grant_to_service('find_kaleyra_call_ids');
