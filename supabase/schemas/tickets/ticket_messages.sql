/*
 * E-mails and chat messages as a ticket sees them, oldest first: p_type is email or message. Automatic mails, such as reports and replies of machines, are
 * none. Deleted ones are none. What goes out in the name of no person of ours is automatic.
 */
create function public.ticket_messages(p_type text, p_ids uuid[]) returns table (
  id uuid, entity_type text, entity_id text, source text, body text, words text, customer_id uuid, sender text, created_by uuid, at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_type = 'email' then
    return query
    select e.id, 'email_thread', e.thread_id::text,
      case when e.direction = 'inbound' then 'customer' when e.mailbox_message_id is null and not exists (select from auth.users u where u.id = e.created_by) then 'automatic' else 'agent' end,
      left(coalesce(nullif(e.new_text, ''), nullif(e.body_text, ''), e.snippet), 50000), e.subject, e.customer_id, lower(e.from_email), e.created_by, e.received_at
    from public.emails e
    where e.id = any (p_ids) and e.kind = 'message' and e.deleted_at is null and e.send_state is distinct from 'cancelled'
    order by e.received_at, e.id;
  else
    return query
    select m.id, 'conversation', coalesce(c.merged_into, c.id)::text,
      case when m.source = 'customer' then 'customer'
        when m.source = 'automatic' or m.source = 'agent' and not exists (select from auth.users u where u.id = m.created_by) then 'automatic' else 'agent' end,
      left(coalesce(nullif(m.text, ''), m.preview), 50000), left(coalesce(m.text, ''), 1000), m.customer_id, null::text, m.created_by, m.at
    from public.messages m join public.conversations c on c.id = m.conversation_id
    where m.id = any (p_ids) and m.deleted_at is null and m.type <> 'system' and m.status is distinct from 'cancelled'
    order by m.at, m.id;
  end if;
end $$;
select public.grant_to_service('ticket_messages');
