/*
 * What a watcher is doing now. It is not written for a mailbox that was changed, switched off or removed meanwhile, but for 'stopped'.
 * True when it was written, or said so already.
 */
create function public.set_mailbox_state(p_id uuid, p_version integer, p_state text) returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.support_emails
  set state = p_state, state_changed_at = case when state = p_state then state_changed_at else now() end,
    next_attempt_at = case when p_state = 'stopped' then next_attempt_at end
  where id = p_id and state <> 'reconnect_needed' and (p_state = 'stopped' or (version = p_version and is_active and deleted_at is null));
  return found;
end $$;
select public.grant_to_service('set_mailbox_state');
