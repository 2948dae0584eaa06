/*
 * Things of a kind that are not finished and match a filter, or named ones whether they are or not, in the order in which they have waited.
 * p_filter: team, priority, language, assignee_id, unassigned, waiting_before.
 */
create function public.select_items(p_entity_type text, p_filter jsonb, p_ids uuid[]) returns table (id uuid, is_live boolean, assignee_id uuid)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_live text := (select live from public.assignable_kinds where entity_type = p_entity_type);
begin
  if p_ids is not null then
    return query execute format('select w.id, l.id is not null, l.assignee_id from (select u.id, min(u.place) as place from unnest($1) with ordinality u (id, place) group by u.id) w
      left join public.%I l on l.id = w.id order by w.place', v_live) using p_ids;
    return;
  end if;
  return query execute format('select l.id, true, l.assignee_id from public.%I l where true%s order by l.waiting_since, l.id', v_live, concat(
    case when p_filter ? 'team' then format(' and l.team = %L', p_filter ->> 'team') end,
    case when p_filter ? 'priority' then format(' and l.priority = %L', p_filter ->> 'priority') end,
    case when p_filter ? 'language' then format(' and l.language = %L', p_filter ->> 'language') end,
    case when p_filter ? 'assignee_id' then format(' and l.assignee_id = %L', p_filter ->> 'assignee_id') end,
    case when (p_filter ->> 'unassigned')::boolean then ' and l.assignee_id is null' when p_filter ? 'unassigned' then ' and l.assignee_id is not null' end,
    case when p_filter ? 'waiting_before' then format(' and l.waiting_since < %L', p_filter ->> 'waiting_before') end));
end $$;
select public.grant_to_service('select_items');
