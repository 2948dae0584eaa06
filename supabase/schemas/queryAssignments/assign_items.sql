/*
 * Gives things to agents: the record, the copy on the thing and the queue, as one. p_items: [{"id", "agent_id", "reason", "decision_id"}], all of one
 * kind. Returns what became of each, in their order:
 *
 *   assigned          assignment_id is the new assignment
 *   already_assigned  somebody holds it (held_by); with p_reassign only when it is this agent
 *   item_not_found    there is none, or it is finished
 *   agent_not_found   there is none, or he is not active
 *   busy              somebody else is changing it; only without p_wait
 *
 * With p_lease_until they are claimed for so long. What was held by somebody else ends as transferred.
 */
create function public.assign_items(
  p_entity_type text, p_items jsonb, p_source text, p_reassign boolean default false, p_wait boolean default false, p_note text default '',
  p_lease_until timestamptz default null, p_at timestamptz default clock_timestamp()
) returns table (place bigint, entity_id uuid, outcome text, assignment_id uuid, held_by uuid)
language plpgsql security definer set search_path = '' as $$
declare
  v_ids    uuid[] := array(select (i.value ->> 'id')::uuid from jsonb_array_elements(p_items) i);
  v_locked uuid[] := public.lock_items(p_entity_type, v_ids, p_wait);
  v_agents uuid[];
  v_done   jsonb;
begin
  -- Whoever is being deleted hands back what he holds: either this comes before, or he is not there.
  v_agents := array(
    select a.id from public.agents a
    where a.id in (select (i.value ->> 'agent_id')::uuid from jsonb_array_elements(p_items) i) and a.is_active and a.deleted_at is null
    order by a.id for key share);
  with given as (
    select i.place, (i.value ->> 'id')::uuid as id, (i.value ->> 'agent_id')::uuid as agent_id, i.value ->> 'reason' as reason,
      (i.value ->> 'decision_id')::uuid as decision_id, gen_random_uuid() as assignment_id
    from jsonb_array_elements(p_items) with ordinality i (value, place)
  ), judged as materialized (
    select g.*, l.channel, l.team, l.customer_id, l.waiting_since, a.id as held_id, a.agent_id as held_by,
      case
        when l.id is null then 'item_not_found'
        when not g.id = any (v_locked) then 'busy'
        when not g.agent_id = any (v_agents) then 'agent_not_found'
        when a.id is not null and (a.agent_id = g.agent_id or not p_reassign) then 'already_assigned'
        else 'assigned'
      end as outcome
    from given g
    left join public.live_items(p_entity_type, v_ids) l on l.id = g.id
    left join public.query_assignments a on a.entity_type = p_entity_type and a.entity_id = g.id and a.ended_at is null
  )
  select coalesce(jsonb_agg(j order by j.place), '[]') into v_done from judged j;

  update public.query_assignments a set status = 'transferred', ended_at = greatest(p_at, a.assigned_at)
  from jsonb_to_recordset(v_done) d (held_id uuid, outcome text)
  where d.outcome = 'assigned' and a.id = d.held_id;
  insert into public.query_assignments
    (id, entity_type, entity_id, channel, team, agent_id, customer_id, status, source, assigned_by, reason, note, decision_id, waiting_since, assigned_at, lease_until)
  select d.assignment_id, p_entity_type, d.id, d.channel, d.team, d.agent_id, d.customer_id, case when p_lease_until is null then 'open' else 'claimed' end,
    p_source, public.current_actor(), coalesce(d.reason, ''), p_note, d.decision_id, d.waiting_since,
    -- Of several in one moment each comes a microsecond after the one before: turns are kept.
    greatest(p_at + (row_number() over (order by d.place) - 1) * interval '1 microsecond',
      (select max(b.ended_at) from public.query_assignments b where b.entity_id = d.id)), p_lease_until
  from jsonb_to_recordset(v_done) d (place bigint, assignment_id uuid, id uuid, channel text, team text, agent_id uuid, customer_id uuid, reason text,
    decision_id uuid, waiting_since timestamptz, outcome text)
  where d.outcome = 'assigned';
  if found then
    perform public.write_copies(p_entity_type, array_agg(d.id), array_agg(d.agent_id), p_note => p_note)
    from jsonb_to_recordset(v_done) d (id uuid, agent_id uuid, outcome text) where d.outcome = 'assigned';
  end if;
  return query
  select d.place, d.id, d.outcome, case when d.outcome = 'assigned' then d.assignment_id else d.held_id end, d.held_by
  from jsonb_to_recordset(v_done) d (place bigint, id uuid, outcome text, assignment_id uuid, held_id uuid, held_by uuid)
  order by d.place;
end $$;
select public.grant_to_service('assign_items');
