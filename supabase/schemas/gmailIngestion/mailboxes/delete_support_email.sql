/* Takes a mailbox away with its credentials; its messages stay. Raises support_email_not_found. */
create function public.delete_support_email(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails
  set deleted_at = now(), is_active = false, is_watched = false, watched_since = null, has_credentials = false, push_history_id = null,
    push_expires_at = null, updated_at = now(),
    state_changed_at = case when state = 'stopped' then state_changed_at else now() end, state = 'stopped'
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  delete from public.support_email_secrets where support_email_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_support_email');
