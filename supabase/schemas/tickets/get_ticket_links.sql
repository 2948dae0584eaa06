/* What a ticket is linked to, and which tickets are linked to it, in the order in which it was said. */
create function public.get_ticket_links(p_id uuid)
returns table (id uuid, kind text, is_inverse boolean, entity_type text, entity_id text, created_by uuid, created_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select l.id, l.kind, false, l.entity_type, l.entity_id, l.created_by, l.created_at from public.ticket_links l where l.ticket_id = p_id
  union all
  select l.id, l.kind, true, 'ticket', l.ticket_id::text, l.created_by, l.created_at
  from public.ticket_links l where l.entity_type = 'ticket' and l.entity_id = p_id::text
  order by 7, 1
$$;
select public.grant_to_service('get_ticket_links');
