/*
 * Locks what comes first in the queue, at most p_most items over all lanes but p_closed and without p_skip; or one item. What somebody is
 * changing is left for the next time. Times are milliseconds since 1970.
 */
create function public.take_routing_items(p_most integer, p_closed text[], p_skip uuid[], p_only uuid default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_heads jsonb;
  v_kind  record;
  v_items jsonb := '[]';
  v_part  jsonb;
begin
  if p_only is not null then
    select jsonb_agg(to_jsonb(q)) into v_heads from public.assignment_queue q where q.id = p_only;
  else
    select jsonb_agg(to_jsonb(h)) into v_heads
    from (
      select q.*
      from (
        select c.lane from public.assignment_queue_counts c where c.lane <> all (p_closed) group by c.lane having sum(c.rows) > 0
      ) l
      cross join lateral (
        select q.* from public.assignment_queue q
        where q.lane = l.lane and q.parked is null and q.id <> all (p_skip)
        order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id limit p_most
      ) q
      order by q.is_starving desc, q.sla_due_at, q.urgency, q.waiting_since, q.id limit p_most
    ) h;
  end if;
  for v_kind in
    select h.value ->> 'entity_type' as entity_type, array_agg((h.value ->> 'id')::uuid) as ids
    from jsonb_array_elements(coalesce(v_heads, '[]')) h group by 1
  loop
    select jsonb_agg(jsonb_build_object(
      'entity_type', v_kind.entity_type, 'id', l.id, 'module', k.module, 'channel', l.channel, 'team', l.team, 'skills', l.skills, 'language', l.language,
      'waiting_since', extract(epoch from l.waiting_since) * 1000, 'last_activity_at', extract(epoch from l.last_activity_at) * 1000,
      'sla_due_at', extract(epoch from l.sla_due_at) * 1000, 'priority', l.priority, 'assignee_id', l.assignee_id, 'owned_by_bot', l.is_bots,
      -- Whoever gave it back last is not asked again, until another one has had it, or for an hour.
      'excluded', coalesce((
        select jsonb_build_array(a.agent_id)
        from (
          select r.agent_id, r.status, r.ended_at from public.query_assignments r
          where r.entity_id = l.id order by r.assigned_at desc, r.id desc limit 1
        ) a where a.status = 'returned' and a.ended_at > clock_timestamp() - interval '1 hour'), '[]'),
      'sticky_agent_id', case when l.customer_id is not null then (
        select s.agent_id from public.query_assignments s
        where s.customer_id = l.customer_id and s.entity_id <> l.id order by s.assigned_at desc limit 1) end,
      'lane', q.lane, 'reason', q.reason,
      'lane_since', (select extract(epoch from min(o.waiting_since)) * 1000 from public.assignment_queue o where o.lane = q.lane)))
    into v_part
    from public.live_items(v_kind.entity_type, public.lock_items(v_kind.entity_type, v_kind.ids, p_only is not null)) l
    join public.assignable_kinds k on k.entity_type = v_kind.entity_type
    join public.assignment_queue q on q.id = l.id
    where l.waits;
    v_items := v_items || coalesce(v_part, '[]');
  end loop;
  return v_items;
end $$;
select public.grant_to_service('take_routing_items');
