/* What a conversation shows, worked out anew from all its messages: after a merge, or when an answer failed. */
create function public.refresh_conversation(p_id uuid) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
begin
  perform from public.conversations c where c.id = p_id for no key update;
  update public.conversations c set
    message_count = a.messages,
    last_message_at = coalesce(l.at, c.last_message_at), last_message_preview = coalesce(l.preview, ''), last_message_type = l.type, last_direction = l.direction,
    last_customer_message_at = a.customer_at, last_response_at = a.response_at,
    first_response_at = (
      select min(m.at) from public.messages m
      where m.conversation_id = c.id and m.source in ('agent', 'external_app') and m.status not in ('failed', 'cancelled') and m.at >= y.first_message_at),
    waiting_since = case when c.status <> 'resolved' then (
      select min(m.at) from public.messages m
      where m.conversation_id = c.id and m.direction = 'inbound' and m.type <> 'system' and m.at > coalesce(a.response_at, '-infinity')) end
  from public.conversation_cycles y
  cross join lateral (
    select count(*) as messages, max(m.at) filter (where m.direction = 'inbound') as customer_at,
      max(m.at) filter (where m.source in ('agent', 'external_app') and m.status not in ('failed', 'cancelled')) as response_at
    from public.messages m where m.conversation_id = p_id
  ) a
  left join lateral (
    select m.at, m.preview, m.type, m.direction from public.messages m where m.conversation_id = p_id order by m.at desc, m.id desc limit 1
  ) l on true
  where c.id = p_id and y.conversation_id = c.id and y.cycle = c.cycle;
  update public.conversation_cycles y set first_response_at = c.first_response_at
  from public.conversations c
  where c.id = p_id and y.conversation_id = c.id and y.cycle = c.cycle and y.first_response_at is distinct from c.first_response_at;
end $$;
select public.grant_to_service('refresh_conversation');
