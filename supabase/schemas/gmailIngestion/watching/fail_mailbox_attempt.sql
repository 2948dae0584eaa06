/*
 * An attempt failed. p_auth: the sign-in was refused; the p_most-th time in a row nobody tries again until a person changes the
 * credentials, who is told once. Nothing is noted when the mailbox was changed since: the failure is one of what it was before.
 * Returns the state it has then.
 */
create function public.fail_mailbox_attempt(
  p_id uuid, p_version integer, p_code text, p_message text, p_auth boolean, p_most integer, p_wait_ms double precision
) returns text
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails s
  set failures = failures + 1, auth_failures = auth_failures + p_auth::integer,
    state = case when p_auth and auth_failures + 1 >= p_most then 'reconnect_needed' else 'backoff' end,
    state_changed_at = now(),
    next_attempt_at = case when p_auth and auth_failures + 1 >= p_most then null else now() + p_wait_ms * interval '1 millisecond' end,
    last_error_code = p_code, last_error_message = p_message, last_error_at = now()
  where id = p_id and version = p_version and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return 'stopped';
  end if;
  if v_row.state = 'reconnect_needed' then
    perform public.notify_once(null, 'support_emails', 'mailbox_reconnect_needed',
      format('The mailbox %s cannot be read', v_row.email_address),
      format('Its server refuses the sign-in: %s Nobody tries again until its credentials are changed.', p_message),
      'support_emails', p_id::text, format('mailbox_reconnect_needed:%s:%s', p_id, v_row.version));
  end if;
  return v_row.state;
end $$;
select public.grant_to_service('fail_mailbox_attempt');
