/*
 * Somebody must always be able to give permissions: the last holder of full access who can sign in keeps it. Raises last_admin.
 * The lock makes two who go at the same time see each other.
 */
create function public.keep_last_admin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.scope is null and exists (select 1 from public.roles where id = old.role_id and full_access) then
    perform pg_advisory_xact_lock(hashtext('public.keep_last_admin'));
    if not exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where r.full_access and ur.scope is null and ur.id <> old.id and public.is_active_user(ur.user_id)
    ) then
      raise exception 'last_admin' using errcode = 'P0409';
    end if;
  end if;
  return old;
end $$;
