/*
 * What a public reply answers: an e-mail, or a conversation. p_via is the channel, else the one that the ticket came by, else that of the customer's
 * newest message. Only what is of the ticket's own customer counts, also when tickets of others were merged into it. Both null: there is nothing.
 */
create function public.ticket_reply_target(p_id uuid, p_via text, out email_id uuid, out conversation_id uuid)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_ticket   public.tickets;
  v_customer uuid;
  v_members  uuid[];
  v_via      text;
begin
  select * into v_ticket from public.tickets t where t.id = p_id;
  v_customer := public.customer_root(v_ticket.customer_id);
  v_members := array(
    select t.id from public.tickets t where t.id = any (public.ticket_members(p_id)) and (t.id = p_id or public.customer_root(t.customer_id) = v_customer));
  v_via := coalesce(p_via, case when v_ticket.channel in ('email', 'chat') then v_ticket.channel end, (
    select case when c.email_id is not null then 'email' else 'chat' end from public.ticket_comments c
    where c.ticket_id = any (v_members) and c.source = 'customer' and c.deleted_at is null and not c.flags @> '{other_customer}'
    order by c.created_at desc, c.id desc limit 1), (
    select case l.entity_type when 'email_thread' then 'email' else 'chat' end from public.ticket_links l
    where l.ticket_id = any (v_members) and l.entity_type in ('email_thread', 'conversation') order by l.created_at desc, l.id limit 1));
  if v_via = 'email' then
    select c.email_id into email_id from public.ticket_comments c
    where c.ticket_id = any (v_members) and c.email_id is not null and c.deleted_at is null and not c.flags @> '{other_customer}'
    order by c.source = 'customer' desc, c.created_at desc, c.id desc limit 1;
    if email_id is null then
      select e.id into email_id from public.ticket_links l join public.emails e on e.thread_id::text = l.entity_id
      where l.ticket_id = any (v_members) and l.entity_type = 'email_thread' and e.deleted_at is null
      order by e.direction = 'inbound' desc, e.received_at desc, e.id desc limit 1;
    end if;
  elsif v_via = 'chat' then
    select coalesce(k.merged_into, k.id) into conversation_id
    from public.ticket_comments c join public.messages m on m.id = c.message_id join public.conversations k on k.id = m.conversation_id
    where c.ticket_id = any (v_members) and c.deleted_at is null and not c.flags @> '{other_customer}' order by c.created_at desc, c.id desc limit 1;
    if conversation_id is null then
      select coalesce(k.merged_into, k.id) into conversation_id from public.ticket_links l join public.conversations k on k.id::text = l.entity_id
      where l.ticket_id = any (v_members) and l.entity_type = 'conversation' order by l.created_at desc, l.id limit 1;
    end if;
  end if;
end $$;
select public.grant_to_service('ticket_reply_target');
