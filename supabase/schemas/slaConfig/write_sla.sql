/*
 * Writes what was read of some things of a kind; p_ids are all that were looked at, those without a row are gone. Nothing is written twice: what
 * says the same stays. No row of another module is touched: where the queue or a table has a copy that is another now, it is made later, by copy_sla.
 * Returns how many things or clocks changed.
 */
create function public.write_sla(p_entity_type text, p_ids uuid[], p_items jsonb, p_clocks jsonb) returns integer
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_mergejoin = off as $$
declare
  v_ids     uuid[];
  v_changed uuid[] := '{}';
begin
  with written as (
    delete from public.sla_items i
    where i.entity_type = p_entity_type and i.entity_id = any (p_ids)
      and not exists (select from jsonb_to_recordset(p_items) n (entity_id uuid) where n.entity_id = i.entity_id)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    insert into public.sla_items as i (entity_type, entity_id, channel, team, priority, tier, agent_id, customer_id, policy_id, policy_version, calendar_id,
      is_live, excluded, due_at, next_at)
    select p_entity_type, n.entity_id, n.channel, n.team, n.priority, n.tier, n.agent_id, n.customer_id, n.policy_id, n.policy_version, n.calendar_id,
      n.is_live, n.excluded, n.due_at, n.next_at
    from jsonb_to_recordset(p_items) n (entity_id uuid, channel text, team text, priority text, tier text, agent_id uuid, customer_id uuid, policy_id uuid,
      policy_version integer, calendar_id uuid, is_live boolean, excluded text, due_at timestamptz, next_at timestamptz)
    on conflict (entity_type, entity_id) do update set
      channel = excluded.channel, team = excluded.team, priority = excluded.priority, tier = excluded.tier, agent_id = excluded.agent_id,
      customer_id = excluded.customer_id, policy_id = excluded.policy_id, policy_version = excluded.policy_version, calendar_id = excluded.calendar_id,
      is_live = excluded.is_live, excluded = excluded.excluded, due_at = excluded.due_at, next_at = excluded.next_at
    where (i.channel, i.team, i.priority, i.tier, i.agent_id, i.customer_id, i.policy_id, i.policy_version, i.calendar_id, i.is_live, i.excluded, i.due_at,
      i.next_at) is distinct from (excluded.channel, excluded.team, excluded.priority, excluded.tier, excluded.agent_id, excluded.customer_id,
      excluded.policy_id, excluded.policy_version, excluded.calendar_id, excluded.is_live, excluded.excluded, excluded.due_at, excluded.next_at)
    returning i.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    delete from public.sla_clocks c
    where c.entity_id = any (p_ids) and c.entity_type = p_entity_type
      and not exists (select from jsonb_to_recordset(p_clocks) n (id uuid) where n.id = c.id)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  with written as (
    insert into public.sla_clocks as c (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier, agent_id, target_minutes,
      state, started_at, due_at, warn_at, breach_at, ended_at, counted_seconds, late_seconds)
    select n.id, p_entity_type, n.entity_id, n.metric, n.cycle, n.policy_id, n.policy_version, n.channel, n.team, n.tier, n.agent_id, n.target_minutes,
      n.state, n.started_at, n.due_at, n.warn_at, n.breach_at, n.ended_at, n.counted_seconds, n.late_seconds
    from jsonb_to_recordset(p_clocks) n (id uuid, entity_id uuid, metric text, cycle integer, policy_id uuid, policy_version integer, channel text, team text,
      tier text, agent_id uuid, target_minutes integer, state text, started_at timestamptz, due_at timestamptz, warn_at timestamptz, breach_at timestamptz,
      ended_at timestamptz, counted_seconds integer, late_seconds integer)
    on conflict (id) do update set
      policy_id = excluded.policy_id, policy_version = excluded.policy_version, channel = excluded.channel, team = excluded.team, tier = excluded.tier,
      agent_id = excluded.agent_id, target_minutes = excluded.target_minutes, state = excluded.state, started_at = excluded.started_at,
      due_at = excluded.due_at, warn_at = excluded.warn_at, breach_at = excluded.breach_at, ended_at = excluded.ended_at,
      counted_seconds = excluded.counted_seconds, late_seconds = excluded.late_seconds
    where (c.policy_id, c.policy_version, c.channel, c.team, c.tier, c.agent_id, c.target_minutes, c.state, c.started_at, c.due_at, c.warn_at, c.breach_at,
      c.ended_at, c.counted_seconds, c.late_seconds) is distinct from (excluded.policy_id, excluded.policy_version, excluded.channel, excluded.team,
      excluded.tier, excluded.agent_id, excluded.target_minutes, excluded.state, excluded.started_at, excluded.due_at, excluded.warn_at, excluded.breach_at,
      excluded.ended_at, excluded.counted_seconds, excluded.late_seconds)
    returning c.entity_id
  )
  select array_agg(entity_id) into v_ids from written;
  v_changed := v_changed || v_ids;

  insert into public.sla_stale (entity_type, entity_id, is_read)
  select p_entity_type, d.id, true
  from (
    select c.id from unnest(v_changed) c (id) where exists (select from public.sla_kinds k where k.entity_type = p_entity_type and k.copies is not null)
    union
    select q.id from jsonb_to_recordset(p_items) n (entity_id uuid, due_at timestamptz)
    join public.assignment_queue q on q.id = n.entity_id and q.entity_type = p_entity_type
    where q.sla_due_at is distinct from n.due_at
  ) d order by d.id;
  if found then
    perform pg_notify('sla', '');
  end if;
  return cardinality(v_changed);
end $$;
select public.grant_to_service('write_sla');
