/* Changes a thread and with it all its e-mails. Returns its row. Raises email_thread_not_found, stale_version, assignee_not_found. */
create function public.update_email_thread(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  select t.version into v_version from public.email_threads t where t.id = p_id for update;
  if v_version is null then
    raise exception 'email_thread_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.check_assignee(p_change);
  -- Also when it holds no e-mail.
  perform public.change_matter(array[p_id], p_change, null, '{}');
  perform public.change_emails(array(select e.id from public.emails e where e.thread_id = p_id and e.deleted_at is null), p_change);
  return (select to_jsonb(r) from public.email_thread_rows r where r.id = p_id);
end $$;
select public.grant_to_service('update_email_thread');
