/*
 * Begins reading clocks: one at a time, over all nodes. Null when somebody else is at it and p_wait does not wait. Takes up to p_most things that have
 * changed, and those whose clocks alone change something by now: the later one of p_now and the time of the database, by which all that has happened
 * has happened.
 */
create function public.begin_sla_pass(p_now timestamptz, p_most integer, p_wait boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_now   timestamptz;
  v_stale jsonb;
  v_due   jsonb;
begin
  if p_wait then
    perform pg_advisory_xact_lock(hashtext('sla_pass'));
  elsif not pg_try_advisory_xact_lock(hashtext('sla_pass')) then
    return null;
  end if;
  with taken as (
    delete from public.sla_stale s where s.id in (select o.id from public.sla_stale o where not o.is_read order by o.id limit p_most) returning s.entity_type, s.entity_id
  )
  select coalesce(jsonb_agg(distinct jsonb_build_array(t.entity_type, t.entity_id)), '[]') into v_stale from taken t;
  -- To the millisecond, as events are read.
  v_now := greatest(p_now, date_trunc('milliseconds', clock_timestamp()));
  select coalesce(jsonb_agg(jsonb_build_array(i.entity_type, i.entity_id)), '[]') into v_due
  from (select entity_type, entity_id from public.sla_items where next_at < v_now order by next_at limit p_most) i;
  return jsonb_build_object('now', public.sla_ms(v_now), 'stamp', public.sla_setting_stamp(), 'stale', v_stale, 'due', v_due);
end $$;
select public.grant_to_service('begin_sla_pass');
