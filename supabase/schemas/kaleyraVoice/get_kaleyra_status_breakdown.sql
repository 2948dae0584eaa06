/* Legs per status, the most frequent first. */
create function public.get_kaleyra_status_breakdown(p_start timestamptz, p_end timestamptz)
returns table (status text, count bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.status, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.status, 1
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
  )
  select c.status, sum(c.calls) as calls
  from counted c
  group by c.status
  order by calls desc, c.status;
end $$;
select public.grant_to_service('get_kaleyra_status_breakdown');
