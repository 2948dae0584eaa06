/* The causes of a return with their shares, the largest first. */
create function public.get_return_causes(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with recursive up (cause_id, parent_id, path) as (
    select c.cause_id, t.parent_id, array[t.name]
    from public.return_rca_causes c join public.return_causes t on t.id = c.cause_id where c.rca_id = p_id
    union all
    select u.cause_id, t.parent_id, t.name || u.path from up u join public.return_causes t on t.id = u.parent_id)
  select coalesce(jsonb_agg(jsonb_build_object('cause_id', c.cause_id, 'path', u.path, 'percent', c.percent, 'is_primary', c.is_primary, 'note', c.note,
    'cost_minor', c.cost_minor) order by c.percent desc, not c.is_primary, c.cause_id), '[]')
  from public.return_rca_causes c join up u on u.cause_id = c.cause_id and u.parent_id is null
  where c.rca_id = p_id
$$;
select public.grant_to_service('get_return_causes');
