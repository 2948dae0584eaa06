/* Where the caller (auth.uid()) may view a module in scopes alone, of all modules at once: chats/team:billing. */
create function public.viewable_scopes() returns setof text
language sql stable security definer set search_path = '' as $$
  select s.module || '/' || s.scope from public.scoped_rights((select auth.uid())) s
  where s.action = 'view' and public.is_active_user((select auth.uid()))
$$;
revoke execute on function public.viewable_scopes() from public, anon;
grant execute on function public.viewable_scopes() to authenticated, service_role;
