/* How many calls there were, by leg and by customer call. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_call_volume(p_start timestamptz, p_end timestamptz)
returns table (
  total bigint, incoming bigint, forwarded bigint, click2call bigint, other bigint,
  customer_calls bigint, customer_calls_answered bigint, customer_calls_missed bigint, customer_calls_not_forwarded bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.service, r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.service, count(*), 0, 0, 0, 0
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by l.service
    union all
    select '', 0, count(*), count(*) filter (where c.outcome = 'answered'), count(*) filter (where c.outcome = 'missed'),
      count(*) filter (where c.outcome = 'not_forwarded')
    from pieces p
    cross join lateral (
      select * from public.kaleyra_calls where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) c
    where p.grain is null
  )
  select
    coalesce(sum(c.calls), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    coalesce(sum(c.customer_calls), 0)::bigint,
    coalesce(sum(c.customer_calls_answered), 0)::bigint,
    coalesce(sum(c.customer_calls_missed), 0)::bigint,
    coalesce(sum(c.customer_calls_not_forwarded), 0)::bigint
  from (
    select k.service, sum(k.calls) as calls, sum(k.customer_calls) as customer_calls, sum(k.customer_calls_answered) as customer_calls_answered,
      sum(k.customer_calls_missed) as customer_calls_missed, sum(k.customer_calls_not_forwarded) as customer_calls_not_forwarded
    from counted k
    group by k.service
  ) c;
end $$;
select public.grant_to_service('get_kaleyra_call_volume');
