/*
 * How many promises were kept, of clocks that started between p_start and p_end: by metric, and within it by p_by (policy, tier, team, agent,
 * channel; null: not at all). decided = met + late + missed + breached; what is left out is counted beside it. p_filter: channel, team, tier, agent_id,
 * policy_id, entity_type.
 */
create function public.get_sla_attainment(p_start timestamptz, p_end timestamptz, p_by text, p_filter jsonb) returns table (
  metric text, key text, name text, clocks bigint, decided bigint, met bigint, late bigint, missed bigint, breached bigint, running bigint, cancelled bigint,
  late_seconds bigint, counted_seconds bigint
)
language sql stable security definer set search_path = '' as $$
  with grouped as (
    select c.metric,
      case p_by when 'policy' then c.policy_id::text when 'tier' then c.tier when 'team' then c.team when 'agent' then c.agent_id::text
        when 'channel' then c.channel end as key,
      count(*) as clocks, count(*) filter (where c.state = 'met') as met, count(*) filter (where c.state = 'late') as late,
      count(*) filter (where c.state = 'missed') as missed, count(*) filter (where c.state = 'breached') as breached,
      count(*) filter (where c.state in ('running', 'at_risk', 'paused')) as running, count(*) filter (where c.state = 'cancelled') as cancelled,
      coalesce(sum(c.late_seconds), 0)::bigint as late_seconds,
      coalesce(sum(c.counted_seconds) filter (where c.state in ('met', 'late')), 0)::bigint as counted_seconds
    from public.sla_clocks c
    where c.started_at >= p_start and c.started_at < p_end
      and (not p_filter ? 'channel' or c.channel = p_filter ->> 'channel') and (not p_filter ? 'team' or c.team = p_filter ->> 'team')
      and (not p_filter ? 'tier' or c.tier = p_filter ->> 'tier') and (not p_filter ? 'agent_id' or c.agent_id = (p_filter ->> 'agent_id')::uuid)
      and (not p_filter ? 'policy_id' or c.policy_id = (p_filter ->> 'policy_id')::uuid)
      and (not p_filter ? 'entity_type' or c.entity_type = p_filter ->> 'entity_type')
    group by 1, 2
  )
  select g.metric, g.key,
    case p_by
      when 'policy' then coalesce((select p.name from public.sla_policies p where p.id::text = g.key), (
        select v.policy ->> 'name' from public.sla_policy_versions v where v.policy_id::text = g.key order by v.version desc limit 1))
      when 'agent' then (select a.name from public.agents a where a.id::text = g.key)
      when 'team' then (select t.name from public.teams t where t.key = g.key)
      else g.key end,
    g.clocks, g.met + g.late + g.missed + g.breached, g.met, g.late, g.missed, g.breached, g.running, g.cancelled, g.late_seconds, g.counted_seconds
  from grouped g order by 1, 2 nulls last
$$;
select public.grant_to_service('get_sla_attainment');

/* Things without clocks, by the reason, of those that began between p_start and p_end. */
create function public.get_sla_exclusions(p_start timestamptz, p_end timestamptz, p_filter jsonb) returns table (reason text, items bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_all text := (
    select string_agg(format('select i.excluded from public.sla_items i join public.%I t on t.id = i.entity_id where i.entity_type = %L and i.excluded is not null
      and t.created_at >= $1 and t.created_at < $2 and (not $3 ? ''channel'' or i.channel = $3 ->> ''channel'') and (not $3 ? ''team'' or i.team = $3 ->> ''team'')
      and (not $3 ? ''tier'' or i.tier = $3 ->> ''tier'') and (not $3 ? ''agent_id'' or i.agent_id = ($3 ->> ''agent_id'')::uuid)
      and (not $3 ? ''policy_id'' or i.policy_id = ($3 ->> ''policy_id'')::uuid) and (not $3 ? ''entity_type'' or i.entity_type = $3 ->> ''entity_type'')',
      k.items, k.entity_type), ' union all ')
    from public.sla_kinds k);
begin
  if v_all is not null then
    return query execute format('select e.excluded, count(*) from (%s) e group by 1 order by 1', v_all) using p_start, p_end, p_filter;
  end if;
end $$;
select public.grant_to_service('get_sla_exclusions');
