/* What a ticket is linked to when it is linked to this: of an e-mail its thread, of a message its conversation, of a merged one that which took it in. */
create function public.ticket_source(p_type text, p_id text, out entity_type text, out entity_id text)
language plpgsql stable security definer set search_path = '' as $$
begin
  entity_type := p_type;
  entity_id := p_id;
  if p_type = 'email' then
    select 'email_thread', e.thread_id::text into entity_type, entity_id from public.emails e where e.id = p_id::uuid;
  elsif p_type = 'message' then
    select 'conversation', coalesce(c.merged_into, c.id)::text into entity_type, entity_id
    from public.messages m join public.conversations c on c.id = m.conversation_id where m.id = p_id::uuid;
  elsif p_type = 'conversation' then
    select coalesce(c.merged_into, c.id)::text into entity_id from public.conversations c where c.id = p_id::uuid;
  end if;
end $$;
select public.grant_to_service('ticket_source');
