/*
 * An agent's days from p_from to p_to, business dates, both included. Times are sums over get_agent_time, numbers are counts of get_agent_handled,
 * get_agent_finished and get_agent_promises: what these list is what is counted here. worked = available + busy + wrap_up + away + offline.
 */
create function public.get_agent_stats(p_agent_id uuid, p_from date, p_to date, p_now timestamptz)
returns table (
  date date, worked_seconds bigint, available_seconds bigint, busy_seconds bigint, wrap_up_seconds bigint, away_seconds bigint,
  offline_seconds bigint, items jsonb, first_responses bigint, first_response_seconds bigint,
  finished bigint, reopened bigint, sla_kept bigint, sla_broken bigint
)
language sql stable security definer set search_path = '' as $$
  with zone as (
    select public.business_zone() as name
  ), border as (
    select d.day, coalesce(public.local_day_border(d.day, z.name), d.day::timestamp at time zone z.name) as at
    from zone z cross join lateral (select generate_series(p_from::timestamp, p_to::timestamp + interval '1 day', interval '1 day')::date as day) d
  ), days as (
    select b.day, b.at as starts_at, lead(b.at) over (order by b.day) as ends_at from border b
  ), time as (
    select t.day, sum(t.seconds) as worked,
      sum(t.seconds) filter (where t.availability = 'available') as available, sum(t.seconds) filter (where t.availability = 'busy') as busy,
      sum(t.seconds) filter (where t.availability = 'wrap_up') as wrap_up, sum(t.seconds) filter (where t.availability = 'away') as away,
      sum(t.seconds) filter (where t.availability = 'offline') as offline
    from (select min(b.at) as starts_at, max(b.at) as ends_at from border b) r
    cross join lateral public.get_agent_time(p_agent_id, r.starts_at, r.ends_at, p_now) t
    group by t.day
  )
  select d.day, coalesce(t.worked, 0)::bigint, coalesce(t.available, 0)::bigint, coalesce(t.busy, 0)::bigint, coalesce(t.wrap_up, 0)::bigint,
    coalesce(t.away, 0)::bigint, coalesce(t.offline, 0)::bigint, h.items, h.first_responses, h.seconds, f.finished, f.reopened, s.kept, s.broken
  from days d
  left join time t on t.day = d.day
  cross join lateral (
    select
      jsonb_build_object(
        'email', count(*) filter (where h.channel = 'email'), 'chat', count(*) filter (where h.channel = 'chat'),
        'call', count(*) filter (where h.channel = 'call'), 'ticket', count(*) filter (where h.channel = 'ticket')) as items,
      count(h.first_response_seconds) as first_responses, coalesce(sum(h.first_response_seconds), 0)::bigint as seconds
    from public.get_agent_handled(p_agent_id, d.starts_at, d.ends_at) h
  ) h
  cross join lateral (
    select count(*) filter (where f.finished_at >= d.starts_at and f.finished_at < d.ends_at) as finished,
      count(*) filter (where f.reopened_at >= d.starts_at and f.reopened_at < d.ends_at) as reopened
    from public.get_agent_finished(p_agent_id, d.starts_at, d.ends_at) f
  ) f
  cross join lateral (
    select count(*) filter (where p.state = 'met') as kept, count(*) filter (where p.state <> 'met') as broken
    from public.get_agent_promises(p_agent_id, d.starts_at, d.ends_at) p
  ) s
  where d.ends_at is not null
  order by d.day
$$;
select public.grant_to_service('get_agent_stats');
