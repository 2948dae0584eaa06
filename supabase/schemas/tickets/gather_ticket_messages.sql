/* What was said in a thread, or since a conversation was opened last, becomes comments of a ticket that was linked to it: the newest 200. */
create function public.gather_ticket_messages(p_id uuid, p_entity_type text, p_entity_id text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  if p_entity_type = 'email_thread' then
    v_ids := array(
      select e.id from public.emails e where e.thread_id = p_entity_id::uuid and e.deleted_at is null order by e.received_at desc, e.id desc limit 200);
    perform public.take_ticket_messages('email', v_ids, p_id, false);
  elsif p_entity_type = 'conversation' then
    v_ids := array(
      select m.id from public.messages m
      where m.conversation_id = p_entity_id::uuid and m.at >= coalesce((
        select coalesce(y.first_message_at, y.opened_at) from public.conversation_cycles y join public.conversations c on c.id = y.conversation_id and c.cycle = y.cycle
        where y.conversation_id = p_entity_id::uuid), '-infinity')
      order by m.at desc, m.id desc limit 200);
    perform public.take_ticket_messages('message', v_ids, p_id, false);
  end if;
end $$;
select public.grant_to_service('gather_ticket_messages');
