/* The ids of the tickets that are linked to something. */
create function public.get_tickets_of(p_entity_type text, p_entity_id text) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct l.ticket_id), '{}') from public.ticket_links l where l.entity_type = p_entity_type and l.entity_id = p_entity_id
$$;
select public.grant_to_service('get_tickets_of');
