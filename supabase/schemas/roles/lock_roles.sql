/* Whoever changes roles holds this to the end of the transaction. */
create function public.lock_roles() returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtext('public.roles'))
$$;
select public.grant_to_service('lock_roles');
