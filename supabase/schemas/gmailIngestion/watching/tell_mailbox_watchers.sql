create function public.tell_mailbox_watchers() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('mailboxes_changed', '');
  return null;
end $$;
revoke execute on function public.tell_mailbox_watchers() from public, anon, authenticated;
