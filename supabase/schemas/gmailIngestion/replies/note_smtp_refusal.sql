/* The mailbox's server refused to let us in: somebody has to give other credentials, and is told so once a day. */
create function public.note_smtp_refusal(p_support_email_id uuid, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_mailbox public.support_emails;
begin
  update public.support_emails s set
    state = 'reconnect_needed', state_changed_at = case when s.state = 'reconnect_needed' then s.state_changed_at else now() end,
    auth_failures = s.auth_failures + 1, last_error_code = p_error_code, last_error_message = left(p_error_message, 2000), last_error_at = now(), updated_at = now()
  where s.id = p_support_email_id and s.deleted_at is null
  returning * into v_mailbox;
  if v_mailbox.id is not null then
    perform public.notify_once(
      null, 'support_emails', 'mailbox_reconnect_needed', 'A mailbox needs other credentials',
      v_mailbox.email_address || ' cannot send: its server refuses the sign-in.', 'support_emails', v_mailbox.id::text,
      'mailbox_reconnect_needed:' || v_mailbox.id || ':' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD'));
  end if;
end $$;
select public.grant_to_service('note_smtp_refusal');
