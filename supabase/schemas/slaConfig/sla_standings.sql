/*
 * How the promises for some things of a kind stand, for copies that their tables keep: one row each, with nulls where no clock runs. status is that of
 * what has not ended, or else of what has; breached_at is the first moment from which something was late, also when it was done later.
 */
create function public.sla_standings(p_entity_type text, p_ids uuid[])
returns table (entity_id uuid, tier text, status text, due_at timestamptz, breached_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select p.id, case when i.excluded is null then i.tier end, c.status, i.due_at, c.breached_at
  from unnest(p_ids) p (id)
  left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = p.id
  left join lateral (
    select min(k.breach_at) filter (where k.state in ('breached', 'late', 'missed')) as breached_at,
      case
        when bool_or(k.state = 'breached') then 'breached'
        when bool_or(k.state in ('running', 'at_risk')) then 'running'
        when bool_or(k.state = 'paused') then 'paused'
        when bool_or(k.state in ('late', 'missed')) then 'breached'
        when bool_or(k.state = 'met') then 'met'
        when bool_or(k.state = 'cancelled') then 'cancelled'
      end as status
    from public.sla_clocks k where k.entity_id = p.id and k.entity_type = p_entity_type
  ) c on true
$$;
select public.grant_to_service('sla_standings');
