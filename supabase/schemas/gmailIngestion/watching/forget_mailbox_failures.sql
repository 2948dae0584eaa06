/* Nothing went wrong for a while: what failed before is over. */
create function public.forget_mailbox_failures(p_id uuid, p_version integer) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set failures = 0, auth_failures = 0, last_error_code = null, last_error_message = null, last_error_at = null
  where id = p_id and version = p_version and (failures > 0 or last_error_code is not null)
$$;
select public.grant_to_service('forget_mailbox_failures');
