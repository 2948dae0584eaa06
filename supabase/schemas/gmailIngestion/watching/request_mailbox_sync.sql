/* Has it read now. Raises support_email_not_found, support_email_inactive, mailbox_reconnect_needed. */
create function public.request_mailbox_sync(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  elsif not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  elsif v_row.state = 'reconnect_needed' then
    raise exception 'mailbox_reconnect_needed' using errcode = 'P0409', detail = v_row.last_error_code;
  end if;
  update public.support_emails set sync_requests = sync_requests + 1 where id = p_id returning * into v_row;
  perform public.log_activity('sync', 'support_emails', p_id::text);
  return v_row;
end $$;
select public.grant_to_service('request_mailbox_sync');
