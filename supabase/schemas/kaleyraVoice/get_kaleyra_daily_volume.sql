/* Legs per business day and service; every date of the range has its row. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_daily_volume(p_start timestamptz, p_end timestamptz)
returns table (date date, incoming bigint, forwarded bigint, click2call bigint, other bigint, total bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text;
  v_first date;
  v_last  date;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  v_first := (p_start at time zone v_zone)::date;
  v_last := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
  if v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end as day, r.service, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select coalesce(p.from_bucket, l.start_time at time zone v_zone)::date, l.service, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by 1, 2
    union all
    select v_first + n, '', 0 from generate_series(0, v_last - v_first) n where p_start < p_end
  )
  select c.day,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    sum(c.calls)::bigint
  from counted c
  group by c.day
  order by c.day;
end $$;
select public.grant_to_service('get_kaleyra_daily_volume');
