/* A sync came to its end. p_served: the requests that had been made when it began. */
create function public.finish_mailbox_sync(p_id uuid, p_served integer, p_error_code text default null, p_error_message text default null) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set last_sync_at = now(), auth_failures = 0, sync_requests_served = greatest(sync_requests_served, p_served),
    last_error_code = coalesce(p_error_code, last_error_code), last_error_message = coalesce(p_error_message, last_error_message),
    last_error_at = case when p_error_code is null then last_error_at else now() end
  where id = p_id and deleted_at is null
$$;
select public.grant_to_service('finish_mailbox_sync');
