/*
 * What happened to one thing, oldest first, as a person reads it: steps with their notes, comments, and which fields changed from what to what.
 * Whether the caller may see the thing is decided before.
 */
create function public.get_history(p_entity_type text, p_entity_id text) returns table (
  id bigint, at timestamptz, actor_id uuid, actor_kind text, action text, note text, from_status text, to_status text, changes jsonb
)
language sql stable set search_path = '' as $$
  select a.id, a.at, a.actor_id, a.actor_kind, a.action, a.note,
    case when a.before is not null then a.before ->> 'status' end,
    a.after ->> 'status',
    case when a.before is null then '{}'::jsonb else coalesce((
      select jsonb_object_agg(f.key, jsonb_build_object('before', a.before -> f.key, 'after', f.value))
      from jsonb_each(a.after) f
      where f.value is distinct from a.before -> f.key and f.key not in ('version', 'updated_at', 'status')), '{}') end
  from public.activity_log a
  where a.entity_type = p_entity_type and a.entity_id = p_entity_id
  order by a.id
$$;
select public.grant_to_service('get_history');
