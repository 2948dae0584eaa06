/*
 * The stretches of time, in list order, that hold the matching legs number p_skip + 1 to p_skip + p_need of the range
 * according to the rollups; first_skip is how many matching legs of the first stretch come before them.
 * cut_a_returning_day: one of them is a day whose legs are not all between its beginning and the next (local_day_border).
 */
create function public.locate_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[], p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_skip bigint, p_need integer,
  out starts timestamptz[], out ends timestamptz[], out first_skip bigint, out cut_a_returning_day boolean
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone text;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, p_grains)
  ), buckets as (
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls) as calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and p_status is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups
      where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_agent_status_rollups
      where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p.grain = 'day' and (p_status is null or r.status = p_status)
    group by 1, 2, 3, 4
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and p_agent_number is null
      and (p_service is null or l.service = p_service) and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs
      where agent_number = p_agent_number and agent_number <> ''
        and start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
  ), placed as (
    select b.*, row_number() over list_order as place, sum(b.calls) over list_order - b.calls as calls_before
    from buckets b
    window list_order as (
      order by case when p_ascending then b.starts_at end, case when p_ascending then b.bucket end, b.starts_at desc, b.bucket desc
      rows unbounded preceding)
  ), needed as (
    select
      p.place, p.calls_before,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date, v_zone)
        when 'hour' then p.bucket at time zone 'UTC'
        when 'quarter_hour' then p.bucket at time zone 'UTC'
        else p.starts_at
      end as starts_at,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date + 1, v_zone)
        when 'hour' then p.bucket at time zone 'UTC' + interval '1 hour'
        when 'quarter_hour' then p.bucket at time zone 'UTC' + interval '15 minutes'
        else p.ends_at
      end as ends_at
    from placed p
    where p.calls_before < p_skip + p_need and p.calls_before + p.calls > p_skip
  )
  select array_agg(n.starts_at order by n.place), array_agg(n.ends_at order by n.place), p_skip - min(n.calls_before),
    coalesce(bool_or(n.starts_at is null or n.ends_at is null), false)
  into starts, ends, first_skip, cut_a_returning_day
  from needed n;
end $$;
select public.grant_to_service('locate_kaleyra_calls');
