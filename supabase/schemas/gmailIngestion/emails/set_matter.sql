create function public.set_matter(p_threads uuid[], p_change jsonb) returns table (id uuid, before jsonb, after jsonb)
language sql security definer set search_path = '' as $$
  with target as materialized (
    select t.id, to_jsonb(t) as row, n.status, n.team, n.assignee_id, n.priority
    from public.email_threads t
    cross join lateral jsonb_populate_record(t, p_change - 'version') n
    where t.id = any (p_threads)
  )
  update public.email_threads e set
    status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, version = e.version + 1, updated_at = now()
  from target t
  where e.id = t.id and (e.status, e.team, e.assignee_id, e.priority) is distinct from (t.status, t.team, t.assignee_id, t.priority)
  returning e.id, t.row, to_jsonb(e)
$$;
select public.grant_to_service('set_matter');
