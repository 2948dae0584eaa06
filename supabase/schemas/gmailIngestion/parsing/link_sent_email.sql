/* Whether a message is the copy of what we sent ourselves. If so, its send is settled. */
create function public.link_sent_email(p_message public.mailbox_messages, p_is_sent boolean, p_mail jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_own public.emails;
begin
  select * into v_own
  from (select * from public.emails a where a.message_id = any (array[p_mail ->> 'message_id', p_mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
  where e.support_email_id = p_message.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1;
  if not found then
    return null;
  end if;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_message.id), 'seen_in_sent:' || p_message.id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_message.id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  perform public.join_email_threads(v_own.thread_id);
  return v_own.id;
end $$;
select public.grant_to_service('link_sent_email');
