/*
 * Does the next p_size of a bulk assignment. Returns how many it did, null when nothing is left; 0 when others are changing all that it looked at. Two
 * at once take turns.
 */
create function public.run_assignment_bulk(p_id uuid, p_size integer default 200) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_bulk  public.assignment_bulks;
  v_items jsonb;
  v_done  integer;
begin
  select * into v_bulk from public.assignment_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state in ('done', 'failed') then
    return null;
  end if;
  -- In the name of whoever ordered it, also when a job does it.
  perform set_config('request.headers', (coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb
    || jsonb_build_object('x-actor-id', v_bulk.created_by))::text, true);
  select coalesce(jsonb_agg(jsonb_build_object('id', i.entity_id, 'agent_id', v_bulk.agent_id, 'reason', 'bulk assignment') order by i.position), '[]') into v_items
  from (select * from public.assignment_bulk_items o where o.bulk_id = p_id and o.outcome is null order by o.position limit p_size) i;
  with done as (
    select * from public.assign_items(v_bulk.entity_type, v_items, 'person', v_bulk.reassign, p_note => v_bulk.note) a where a.outcome <> 'busy'
  ), noted as (
    update public.assignment_bulk_items i set
      outcome = case d.outcome when 'assigned' then 'assigned' when 'already_assigned' then 'skipped' else 'failed' end,
      reason = nullif(d.outcome, 'assigned')
    from done d where i.bulk_id = p_id and i.outcome is null and i.entity_id = d.entity_id
    returning i.outcome
  ), summed as (
    select count(*) as done, count(*) filter (where outcome = 'assigned') as assigned, count(*) filter (where outcome = 'skipped') as skipped,
      count(*) filter (where outcome = 'failed') as failed
    from noted
  )
  update public.assignment_bulks b set state = 'running', assigned = b.assigned + s.assigned, skipped = b.skipped + s.skipped, failed = b.failed + s.failed
  from summed s where b.id = p_id returning s.done into v_done;
  if exists (select from public.assignment_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return v_done;
  end if;
  update public.assignment_bulks set state = 'done', finished_at = now() where id = p_id;
  return null;
end $$;
select public.grant_to_service('run_assignment_bulk');
