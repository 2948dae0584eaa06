/* The scopes in which the caller (auth.uid()) may do this, beside what he may do everywhere: a row policy asks once per statement. */
create function public.permitted_scopes(p_module text, p_action text) returns setof text
language sql stable security definer set search_path = '' as $$
  select s.scope from public.scoped_rights((select auth.uid())) s
  where s.module = p_module and s.action = p_action and public.is_active_user((select auth.uid()))
$$;
revoke execute on function public.permitted_scopes(text, text) from public, anon;
grant execute on function public.permitted_scopes(text, text) to authenticated, service_role;
