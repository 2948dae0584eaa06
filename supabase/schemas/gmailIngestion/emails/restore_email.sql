/* Takes a deletion back. Returns the row; of an e-mail that is not deleted, as it is. Raises email_not_found. */
create function public.restore_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.deleted_at into v_email from public.emails e where e.id = p_id for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;
  if v_email.deleted_at is not null then
    update public.emails e set deleted_at = null, updated_at = now(), version = e.version + 1 where e.id = p_id;
    perform public.log_activity('restore', 'emails', p_id::text);
  end if;
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;
select public.grant_to_service('restore_email');
