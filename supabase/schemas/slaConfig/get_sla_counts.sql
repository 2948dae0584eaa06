/* Clocks that have not ended, by channel and team: kept, not counted. p_agent_id: of one agent. */
create function public.get_sla_counts(p_agent_id uuid default null) returns table (
  channel text, team text, running bigint, at_risk bigint, paused bigint, breached bigint
)
language sql stable security definer set search_path = '' as $$
  select c.channel, c.team, coalesce(sum(c.rows) filter (where c.state = 'running'), 0)::bigint, coalesce(sum(c.rows) filter (where c.state = 'at_risk'), 0)::bigint,
    coalesce(sum(c.rows) filter (where c.state = 'paused'), 0)::bigint, coalesce(sum(c.rows) filter (where c.state = 'breached'), 0)::bigint
  from public.sla_clocks_counts c
  where c.state in ('running', 'at_risk', 'paused', 'breached') and (p_agent_id is null or c.agent_id = p_agent_id)
  group by c.channel, c.team having sum(c.rows) > 0
  order by c.channel, c.team nulls last
$$;
select public.grant_to_service('get_sla_counts');
