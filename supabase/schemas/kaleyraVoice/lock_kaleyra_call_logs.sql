/*
 * Writers of call logs take turns, until they commit: what a statement adds to a rollup, and which legs a call has, then
 * depends on committed rows only, and no two writers can wait for each other.
 */
create function public.lock_kaleyra_call_logs() returns void
language plpgsql set search_path = '' as $$
begin
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'kaleyra_call_logs is written in READ COMMITTED only'
      using errcode = '25001', detail = 'The kept figures are worked out from what is committed once the writer has its turn; an older snapshot would miss it.';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('public.kaleyra_call_logs', 0));
end $$;
select public.grant_to_service('lock_kaleyra_call_logs');
