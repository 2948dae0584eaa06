/* A bulk assignment: how far, what failed (the first 100), and with p_items what became of each. Null: there is none. */
create function public.get_assignment_bulk(p_id uuid, p_items boolean default false) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select to_jsonb(b) || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('entity_id', f.entity_id, 'outcome', f.outcome, 'reason', f.reason) order by f.position)
      from (select * from public.assignment_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('entity_id', i.entity_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.assignment_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.assignment_bulks b where b.id = p_id
$$;
select public.grant_to_service('get_assignment_bulk');
