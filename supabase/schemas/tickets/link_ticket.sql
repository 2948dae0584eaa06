/*
 * Links a ticket to something. What was said in a thread or conversation becomes comments of it. Twice is one link. Raises ticket_not_found, ticket_merged,
 * ticket_link_circle (a ticket would be part of itself, or wait for itself), ticket_has_parent.
 */
create function public.link_ticket(p_id uuid, p_kind text, p_entity_type text, p_entity_id text, p_by uuid) returns setof public.ticket_links
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_type   text;
  v_entity text;
begin
  select o.entity_type, o.entity_id into v_type, v_entity from public.ticket_source(p_entity_type, p_entity_id) o;
  if v_type = 'ticket' then
    perform pg_advisory_xact_lock(hashtextextended('ticket_links', 0));
  end if;
  select * into v_ticket from public.tickets t where t.id = p_id and t.deleted_at is null for update;
  if v_ticket.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_ticket.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_ticket.merged_into);
  end if;
  if v_type = 'ticket' then
    if v_entity = p_id::text or p_kind in ('parent', 'blocks') and exists (
      with recursive onward (id) as (
        select v_entity::uuid
        union
        select l.entity_id::uuid from onward o join public.ticket_links l on l.ticket_id = o.id and l.kind = p_kind and l.entity_type = 'ticket'
      )
      select from onward where id = p_id)
    then
      raise exception 'ticket_link_circle' using errcode = 'P0409';
    end if;
    if p_kind = 'parent' and exists (select from public.ticket_links l where l.ticket_id = p_id and l.kind = 'parent' and l.entity_id <> v_entity) then
      raise exception 'ticket_has_parent' using errcode = 'P0409';
    end if;
  end if;
  insert into public.ticket_links (ticket_id, kind, entity_type, entity_id, created_by) values (p_id, p_kind, v_type, v_entity, p_by)
  on conflict do nothing;
  if found then
    perform public.gather_ticket_messages(p_id, v_type, v_entity);
  end if;
  return query select * from public.ticket_links l
  where l.ticket_id = p_id and l.kind = p_kind and l.entity_type = v_type and l.entity_id = v_entity;
end $$;
select public.grant_to_service('link_ticket');
