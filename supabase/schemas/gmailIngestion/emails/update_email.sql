/* Changes one e-mail; with p_version only when nobody was faster. Returns its row. Raises email_not_found, stale_version, assignee_not_found. */
create function public.update_email(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.version into v_version from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if v_version is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.change_emails(array[p_id], p_change);
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;
select public.grant_to_service('update_email');
