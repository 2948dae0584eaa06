/* Deletes an e-mail for people; its row stays, so that no sync brings it back. Returns it. Raises email_not_found, email_not_sent_yet. */
create function public.delete_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
  v_row   jsonb;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.send_state into v_email from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_state in ('queued', 'sending') then
    raise exception 'email_not_sent_yet' using errcode = 'P0409', detail = 'Take the sending back first.';
  end if;
  v_row := (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
  update public.emails e set deleted_at = now(), updated_at = now(), version = e.version + 1 where e.id = p_id;
  perform public.log_activity('delete', 'emails', p_id::text);
  return v_row;
end $$;
select public.grant_to_service('delete_email');
