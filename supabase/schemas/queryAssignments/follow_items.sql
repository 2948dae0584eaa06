/*
 * Brings the query assignments and the queue in line with things that changed, however they changed: what is finished ends its assignment, another
 * assignee another one, and what waits is in the queue. Changes nothing where all is well.
 */
create function public.follow_items(p_entity_type text, p_ids uuid[]) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_kind  public.assignable_kinds;
  v_items jsonb;
  v_ended integer;
begin
  select * into v_kind from public.assignable_kinds where entity_type = p_entity_type;
  if v_kind.entity_type is null then
    return;
  end if;
  -- What was read is compared with every id: in pieces, so that many cost no more each than few.
  if cardinality(p_ids) > 500 then
    for v_from in 1..cardinality(p_ids) by 500 loop
      perform public.follow_items(p_entity_type, p_ids[v_from:v_from + 499]);
    end loop;
    return;
  end if;
  execute format('select coalesce(jsonb_agg(to_jsonb(l)), ''[]'') from public.%I l where l.id = any ($1)', v_kind.live) into v_items using p_ids;

  -- What has ended: finished, gone, or somebody else's.
  update public.query_assignments a set
    status = case when l.id is null then 'done' when l.assignee_id is null then 'released' else 'transferred' end,
    ended_at = greatest(clock_timestamp(), a.assigned_at)
  from unnest(p_ids) i (id)
  left join jsonb_to_recordset(v_items) l (id uuid, assignee_id uuid) on l.id = i.id
  where a.entity_type = p_entity_type and a.entity_id = i.id and a.ended_at is null and l.assignee_id is distinct from a.agent_id;
  get diagnostics v_ended = row_count;

  -- What came back after it was finished.
  update public.query_assignments a set reopened_at = clock_timestamp()
  from jsonb_to_recordset(v_items) l (id uuid)
  where a.entity_id = l.id and a.entity_type = p_entity_type and a.status = 'done' and a.reopened_at is null;

  insert into public.query_assignments (entity_type, entity_id, channel, team, agent_id, customer_id, source, assigned_by, waiting_since)
  select p_entity_type, l.id, l.channel, l.team, l.assignee_id, l.customer_id,
    case when public.current_actor() is null then 'item' else 'person' end, public.current_actor(), l.waiting_since
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, assignee_id uuid, customer_id uuid, waiting_since timestamptz)
  where l.assignee_id is not null
  on conflict (entity_type, entity_id) where ended_at is null do nothing;

  delete from public.assignment_queue q
  where q.id = any (p_ids) and q.entity_type = p_entity_type
    and not exists (select from jsonb_to_recordset(v_items) l (id uuid, waits boolean) where l.id = q.id and l.waits);
  insert into public.assignment_queue as q (entity_type, id, channel, team, priority, language, skills, sla_due_at, waiting_since, parked)
  select p_entity_type, l.id, l.channel, l.team, l.priority, l.language, coalesce(l.skills, '[]'), l.sla_due_at, l.waiting_since,
    case when l.is_bots then 'a bot has it' end
  from jsonb_to_recordset(v_items) l (id uuid, channel text, team text, priority text, language text, skills jsonb, sla_due_at timestamptz,
    waiting_since timestamptz, waits boolean, is_bots boolean)
  where l.waits
  order by l.id
  on conflict (id) do update set
    channel = excluded.channel, team = excluded.team, priority = excluded.priority, language = excluded.language, skills = excluded.skills,
    sla_due_at = excluded.sla_due_at, waiting_since = excluded.waiting_since, parked = excluded.parked, reason = null, reason_at = null,
    is_starving = q.is_starving and q.waiting_since = excluded.waiting_since
  where (q.channel, q.team, q.priority, q.language, q.skills, q.sla_due_at, q.waiting_since, q.parked) is distinct from
    (excluded.channel, excluded.team, excluded.priority, excluded.language, excluded.skills, excluded.sla_due_at, excluded.waiting_since, excluded.parked);
  if found or v_ended > 0 then
    -- Heard by the router.
    perform pg_notify('router', '');
  end if;
end $$;
select public.grant_to_service('follow_items');
