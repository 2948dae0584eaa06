/* An answer that failed is none: whoever waits for it is waiting again. Spam stays spam; what a rule wrote by itself was no answer. */
create function public.reopen_unanswered_thread(p_send_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_thread uuid := (select e.thread_id from public.emails e where e.send_id = p_send_id and e.deleted_at is null and e.created_by is not null);
begin
  update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now()
  where t.id = v_thread and t.status not in ('open', 'spam');
  if found then
    update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread and e.status <> 'open';
  end if;
end $$;
select public.grant_to_service('reopen_unanswered_thread');
