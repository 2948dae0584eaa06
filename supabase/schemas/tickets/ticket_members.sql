/* A ticket and all that are merged into it, however indirectly; itself alone when nothing is. */
create function public.ticket_members(p_id uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  with recursive members (id) as (
    select p_id
    union
    select t.id from members m join public.tickets t on t.merged_into = m.id
  )
  select array_agg(id) from members
$$;
select public.grant_to_service('ticket_members');
