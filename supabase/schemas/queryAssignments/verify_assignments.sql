/* Where the record, the copies and the queue disagree: nowhere, unless something is broken. */
create function public.verify_assignments() returns table (entity_type text, entity_id uuid, fault text)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_kind public.assignable_kinds;
begin
  for v_kind in select * from public.assignable_kinds loop
    return query execute format($sql$
      select %1$L::text, coalesce(l.id, a.entity_id), case
        when l.id is null then 'held, but finished'
        when a.id is null then 'has an assignee, but no assignment'
        else 'has another assignee than the assignment says' end
      from (select v.* from public.%2$I v where v.assignee_id is not null) l
      full join (select * from public.query_assignments where entity_type = %1$L and ended_at is null) a on a.entity_id = l.id
      where l.assignee_id is distinct from a.agent_id
      union all
      select %1$L::text, coalesce(l.id, q.id), case when l.id is null then 'queued, but does not wait' else 'waits, but is not queued' end
      from (select v.id from public.%2$I v where v.waits) l
      full join (select q.id from public.assignment_queue q where q.entity_type = %1$L) q on q.id = l.id
      where l.id is null or q.id is null
    $sql$, v_kind.entity_type, v_kind.live);
  end loop;
end $$;
select public.grant_to_service('verify_assignments');
