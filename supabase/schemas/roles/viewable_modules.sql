/* The modules that the caller (auth.uid()) may view everywhere: asked once per statement where has_permission() would be asked per row. */
create function public.viewable_modules() returns setof text
language sql stable security definer set search_path = '' as $$
  select m.key
  from public.modules m
  where public.is_active_user((select auth.uid())) and exists (
    select from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
    where ur.user_id = (select auth.uid()) and ur.scope is null and (r.full_access or rm.can_view))
$$;
revoke execute on function public.viewable_modules() from public, anon;
grant execute on function public.viewable_modules() to authenticated, service_role;
