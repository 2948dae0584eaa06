/* Ends a bulk change that cannot go on. */
create function public.fail_email_bulk(p_id uuid, p_error_code text) returns void
language sql security definer set search_path = '' as $$
  update public.email_bulks set state = 'failed', error_code = p_error_code, finished_at = now() where id = p_id and state <> 'done'
$$;
select public.grant_to_service('fail_email_bulk');
