/*
 * The ids of the matching legs in one stretch of time, in list order: at most p_need after the first p_skip, out of the
 * first p_scan legs of the stretch (null: all). Only what comes after the leg p_after_* in list order.
 */
create function public.scan_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer, p_scan integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
declare
  -- One bound on each side, or the index would be entered by the wrong one.
  v_after boolean := case when p_ascending then p_after_time >= p_start else p_after_time < p_end end;
  v_time  timestamptz := case when v_after then p_after_time when p_ascending then p_start else p_end end;
  v_id    text := case when v_after then p_after_id else '' end;
begin
  if p_agent_number is not null and p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.agent_number, l.start_time, l.id limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_agent_number is not null then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.agent_number desc, l.start_time desc, l.id desc limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.start_time, l.id limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  else
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.start_time desc, l.id desc limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  end if;
end $$;
select public.grant_to_service('scan_kaleyra_call_ids');
