/*
 * Row triggers of email_threads. A thread that is opened again, or begun from another one, does not wait for an agent who was deleted meanwhile:
 * it is nobody's, and so are its e-mails, with the reason in the activity log.
 */
create function public.free_reopened_thread() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_when = 'BEFORE' then
    if exists (select from public.agents a where a.id = new.assignee_id and a.deleted_at is not null) then
      new.assignee_id := null;
    end if;
    return new;
  end if;
  update public.emails set assignee_id = null, version = version + 1, updated_at = now()
  where thread_id = new.id and assignee_id = old.assignee_id;
  perform public.log_activity('release', 'email_threads', new.id::text,
    jsonb_build_object('assignee_id', old.assignee_id), '{"assignee_id": null}', p_note => 'The agent was deleted.');
  return null;
end $$;
select public.grant_to_service('free_reopened_thread');
