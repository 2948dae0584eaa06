/*
 * What the clocks of some things of a kind are read from: facts, events and statuses, oldest first, with the promise that was kept. Times are
 * milliseconds since 1970. p_fields are the facts that conditions ask for, besides those that reports need.
 */
create function public.get_sla_inputs(p_entity_type text, p_ids uuid[], p_fields text[]) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_kind   public.sla_kinds;
  v_result jsonb;
begin
  select * into v_kind from public.sla_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return '[]';
  end if;
  execute format($sql$
    select coalesce(jsonb_agg(jsonb_build_object(
      'entity_id', f.id, 'status', f.status, 'label', f.label, 'customer_id', f.customer_id, 'excluded', f.excluded,
      'facts', jsonb_build_object('entity_type', %1$L, 'channel', f.channel, 'team', f.team, 'priority', f.priority, 'tier', f.tier,
        'department', f.department, 'assignee_id', f.assignee_id%2$s),
      'events', coalesce(e.events, '[]'), 'statuses', coalesce(s.statuses, '[]'),
      'kept', case when k.entity_id is not null then jsonb_build_object('is_live', k.is_live, 'policy_id', k.policy_id,
        'policy_version', k.policy_version, 'calendar_id', k.calendar_id) end) order by f.id), '[]')
    from unnest($1) i (id)
    join public.%3$I f on f.id = i.id
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(v.at), v.kind, public.sla_ms(v.recorded_at), a.id) order by v.at, v.kind, v.recorded_at, a.id) as events
      from public.%4$I v left join public.agents a on a.user_id = v.by_user where v.item_id = i.id
    ) e on true
    left join lateral (
      select jsonb_agg(jsonb_build_array(public.sla_ms(c.at), c.status) order by c.at, c.id) as statuses
      from public.sla_status_changes c where c.entity_id = i.id and c.entity_type = %1$L
    ) s on true
    left join public.sla_items k on k.entity_type = %1$L and k.entity_id = i.id
  $sql$, p_entity_type, (select string_agg(format(', %L, f.%I', c, c), '') from unnest(p_fields) c), v_kind.facts, v_kind.events)
  into v_result using p_ids;
  return v_result;
end $$;
select public.grant_to_service('get_sla_inputs');

/* Milliseconds since 1970, rounded down. */
create function public.sla_ms(p_at timestamptz) returns bigint
language sql immutable parallel safe set search_path = '' as $$
  select floor(extract(epoch from p_at) * 1000)::bigint
$$;
select public.grant_to_service('sla_ms');
