/* Ends a bulk assignment that cannot go on. */
create function public.fail_assignment_bulk(p_id uuid, p_error_code text) returns void
language sql security definer set search_path = '' as $$
  update public.assignment_bulks set state = 'failed', error_code = p_error_code, finished_at = now() where id = p_id and state <> 'done'
$$;
select public.grant_to_service('fail_assignment_bulk');
