/* The tickets that are merged into one, however indirectly, oldest merge first. */
create function public.get_merged_tickets(p_id uuid) returns table (id uuid, number text, subject text, status text, customer_id uuid, merged_into uuid, merged_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select t.id, t.number, t.subject, t.status, t.customer_id, t.merged_into, t.merged_at
  from public.tickets t where t.id = any (public.ticket_members(p_id)) and t.id <> p_id and t.deleted_at is null
  order by t.merged_at, t.id
$$;
select public.grant_to_service('get_merged_tickets');
