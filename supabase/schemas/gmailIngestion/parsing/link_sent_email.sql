/* Notes that a message is the copy of an e-mail that we sent ourselves, which settles its send when it lies in Sent. Returns the thread. */
create function public.link_sent_email(p_email_id uuid, p_mailbox_message_id uuid, p_is_sent boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_own public.emails;
begin
  select * into v_own from public.emails e where e.id = p_email_id;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_mailbox_message_id), 'seen_in_sent:' || p_mailbox_message_id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_mailbox_message_id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  update public.mailbox_messages b set state = 'parsed', email_id = v_own.id, parsed_at = now(), error_code = null, error_message = null where b.id = p_mailbox_message_id;
  return v_own.thread_id;
end $$;
select public.grant_to_service('link_sent_email');
