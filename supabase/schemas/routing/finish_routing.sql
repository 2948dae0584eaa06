/*
 * Writes what a pass came to: decisions as record_decisions takes them, one for each thing it looked at, each with "agent_id" (null: nobody),
 * "park" (why it is left alone from now on) and "is_new" (false: its reason is the one that the queue has already, and makes no decision). Raises
 * routing_outdated when one of the agents has gone meanwhile.
 */
create function public.finish_routing(p_decisions jsonb, p_context jsonb, p_at timestamptz) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_told  jsonb := coalesce((select jsonb_agg(d.value order by d.place) from jsonb_array_elements(p_decisions) with ordinality d (value, place)
    where (d.value ->> 'is_new')::boolean), '[]');
  v_ids   uuid[] := public.record_decisions(v_told, p_context);
  v_kind  record;
  v_count integer := 0;
begin
  for v_kind in
    select d.value ->> 'entity_type' as entity_type, jsonb_agg(jsonb_build_object('id', d.value -> 'entity_id', 'agent_id', d.value -> 'agent_id',
      'reason', d.value -> 'reason', 'decision_id', v_ids[d.place]) order by d.place) as items
    from jsonb_array_elements(v_told) with ordinality d (value, place) where d.value ->> 'agent_id' is not null group by 1
  loop
    if exists (select from public.assign_items(v_kind.entity_type, v_kind.items, 'router', p_at => p_at) a where a.outcome <> 'assigned') then
      raise exception 'routing_outdated' using errcode = 'P0409';
    end if;
    v_count := v_count + jsonb_array_length(v_kind.items);
  end loop;
  update public.assignment_queue q set reason = d.reason, reason_at = p_at, parked = d.park
  from jsonb_to_recordset(v_told) d (entity_id uuid, agent_id uuid, reason text, park text)
  where q.id = d.entity_id and d.agent_id is null;
  return v_count;
end $$;
select public.grant_to_service('finish_routing');
