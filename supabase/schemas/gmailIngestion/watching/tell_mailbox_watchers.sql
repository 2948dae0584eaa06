create function public.tell_mailbox_watchers() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('mailboxes_changed', '');
  return null;
end $$;
select public.grant_to_service('tell_mailbox_watchers');
