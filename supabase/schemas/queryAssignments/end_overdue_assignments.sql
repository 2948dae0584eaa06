/*
 * Leases that have ended, and assignments that nobody answered in time, go back to the queue; where the agent did answer, the assignment counts as
 * accepted. At most p_most at once; what somebody is changing is left for the next time. Returns how many went back.
 */
create function public.end_overdue_assignments(p_now timestamptz, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_kind   record;
  v_locked uuid[];
  v_ended  uuid[];
  v_count  integer := 0;
begin
  for v_kind in
    select a.entity_type, array_agg(a.entity_id) as ids
    from (
      (select d.entity_type, d.entity_id from public.query_assignments d where d.status = 'open' and d.answer_due_at <= p_now order by d.answer_due_at limit p_most)
      union
      (select c.entity_type, c.entity_id from public.query_assignments c where c.status = 'claimed' and c.lease_until <= p_now order by c.lease_until limit p_most)
    ) a group by 1
  loop
    v_locked := public.lock_items(v_kind.entity_type, v_kind.ids, false);
    update public.query_assignments a set status = 'accepted', accepted_at = l.last_answer_at, lease_until = null
    from public.live_items(v_kind.entity_type, v_locked) l
    where a.entity_type = v_kind.entity_type and a.entity_id = l.id and a.status in ('open', 'claimed')
      and l.last_answer_at > a.assigned_at and (a.answer_due_at <= p_now or a.lease_until <= p_now);
    with ended as (
      update public.query_assignments a set
        reason = case a.status when 'claimed' then 'the lease ended' else 'no answer in time' end, status = 'returned', ended_at = p_now
      where a.entity_type = v_kind.entity_type and a.entity_id = any (v_locked)
        and (a.status = 'open' and a.answer_due_at <= p_now or a.status = 'claimed' and a.lease_until <= p_now)
      returning a.entity_id
    )
    select coalesce(array_agg(entity_id), '{}') into v_ended from ended;
    if cardinality(v_ended) > 0 then
      perform public.write_copies(v_kind.entity_type, v_ended, array_fill(null::uuid, array[cardinality(v_ended)]));
      v_count := v_count + cardinality(v_ended);
    end if;
  end loop;
  return v_count;
end $$;
select public.grant_to_service('end_overdue_assignments');
