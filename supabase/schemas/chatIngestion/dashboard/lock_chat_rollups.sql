/* Whoever changes the sums does it alone, until the end of the transaction. */
create function public.lock_chat_rollups() returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('public.chat_rollups', 0))
$$;
select public.grant_to_service('lock_chat_rollups');
