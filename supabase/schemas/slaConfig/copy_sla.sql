/*
 * Copies what the clocks of up to p_most things say to the queue, in whose order the router works, and to tables that keep copies. After the pass, in a
 * transaction of its own that waits for nobody's row: whoever changes a thing holds it and waits for others, so who waited for it might wait for ever.
 * What somebody holds goes to the end of the list. One at a time, over all nodes, so that no older copy replaces a newer one. made is null when somebody
 * else is at it; the list is empty when it is made and held are 0.
 */
create function public.copy_sla(p_most integer, out made integer, out held integer)
language plpgsql security definer set search_path = '' as $$
declare
  v_taken jsonb;
  v_kind  record;
  v_held  uuid[];
  v_queue uuid[];
begin
  if not pg_try_advisory_xact_lock(hashtext('sla_copies')) then
    return;
  end if;
  made := 0;
  held := 0;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where o.is_read order by o.id limit p_most)
    returning s.entity_type, s.entity_id
  )
  select jsonb_agg(to_jsonb(t)) into v_taken from taken t;
  for v_kind in
    select t.entity_type, k.copies, array_agg(distinct t.entity_id) as ids
    from jsonb_to_recordset(coalesce(v_taken, '[]')) t (entity_type text, entity_id uuid)
    left join public.sla_kinds k on k.entity_type = t.entity_type
    group by t.entity_type, k.copies order by t.entity_type
  loop
    v_held := '{}';
    if v_kind.copies is not null then
      execute format('select public.%I($1)', v_kind.copies) into v_held using v_kind.ids;
    end if;
    v_queue := public.copy_sla_to_queue(v_kind.entity_type, v_kind.ids);
    v_held := array(select distinct u.id from unnest(v_held || v_queue) u (id));
    insert into public.sla_stale (entity_type, entity_id, is_read) select v_kind.entity_type, h, true from unnest(v_held) h order by h;
    held := held + cardinality(v_held);
    made := made + cardinality(v_kind.ids) - cardinality(v_held);
  end loop;
end $$;
select public.grant_to_service('copy_sla');

/* The queue learns the due moments of things of a kind. Returns those that it left alone because somebody else holds them. */
create function public.copy_sla_to_queue(p_entity_type text, p_ids uuid[]) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_held uuid[];
  v_made bigint;
begin
  with wanted as (
    select q.id, i.due_at
    from public.assignment_queue q left join public.sla_items i on i.entity_type = p_entity_type and i.entity_id = q.id
    where q.id = any (p_ids) and q.entity_type = p_entity_type and q.sla_due_at is distinct from i.due_at
  ), ours as materialized (
    select q.id from public.assignment_queue q where q.id in (select w.id from wanted w) order by q.id for update skip locked
  ), made as (
    update public.assignment_queue q set sla_due_at = w.due_at from wanted w, ours o where q.id = w.id and o.id = w.id
  )
  select array_agg(w.id) filter (where o.id is null), count(o.id) into v_held, v_made from wanted w left join ours o on o.id = w.id;
  if v_made > 0 then
    perform pg_notify('router', '');
  end if;
  return coalesce(v_held, '{}');
end $$;
select public.grant_to_service('copy_sla_to_queue');
