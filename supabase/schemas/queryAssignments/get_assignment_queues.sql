/* What waits, by channel and team, or for some teams: how many, how urgent, since when. */
create function public.get_assignment_queues(p_teams text[] default null)
returns table (channel text, team text, waiting bigint, urgent bigint, high bigint, normal bigint, low bigint, oldest_waiting_since timestamptz)
language sql stable security definer set search_path = '' as $$
  select l.channel, l.team, sum(l.rows)::bigint, sum(l.urgent)::bigint, sum(l.high)::bigint, sum(l.normal)::bigint, sum(l.low)::bigint, min(o.waiting_since)
  from (
    select c.channel, c.team, c.lane, sum(c.rows) as rows, coalesce(sum(c.rows) filter (where c.priority = 'urgent'), 0) as urgent,
      coalesce(sum(c.rows) filter (where c.priority = 'high'), 0) as high, coalesce(sum(c.rows) filter (where c.priority = 'normal'), 0) as normal,
      coalesce(sum(c.rows) filter (where c.priority = 'low'), 0) as low
    from public.assignment_queue_counts c where p_teams is null or c.team = any (p_teams) group by 1, 2, 3 having sum(c.rows) > 0
  ) l
  left join lateral (select q.waiting_since from public.assignment_queue q where q.lane = l.lane order by q.waiting_since limit 1) o on true
  group by 1, 2 order by 1, 2 nulls last
$$;
select public.grant_to_service('get_assignment_queues');
