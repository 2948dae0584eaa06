-- The call list: its exact total from the rollups, its page from an index, its JSON as text.
--
-- As on the dashboard, "offset 0" keeps each look-up in the index it is meant for.

/* How many legs match. Filters that are null do not filter. */
create function public.count_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text
) returns bigint
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_calls bigint;
begin
  if p_caller is not null then
    select count(*) into v_calls
    from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
    where l.start_time >= p_start and l.start_time < p_end
      and (p_service is null or l.service = p_service)
      and (p_agent_number is null or l.agent_number = p_agent_number)
      and (p_status is null or l.status = p_status);

  elsif p_agent_number is not null then
    if p_service <> 'CallForward' then
      return 0;  -- only forwarded legs have an agent
    end if;
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{day}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_agent_status_rollups
        where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p.grain = 'day' and (p_status is null or r.status = p_status)
      union all
      select 1
      from pieces p
      cross join lateral (
        select * from public.kaleyra_call_logs
        where agent_number = p_agent_number and agent_number <> ''
          and start_time >= p.starts_at and start_time < p.ends_at offset 0
      ) l
      where p.grain is null and (p_status is null or l.status = p_status)
    )
    select sum(c.calls) into v_calls from counted c;

  elsif p_status is not null then
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_status_rollups
        where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and l.status = p_status and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;

  else
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;
  end if;
  return coalesce(v_calls, 0);
end $$;
select public.grant_to_service('count_kaleyra_calls');
