/* May the caller (auth.uid()) do this everywhere? Where else he may, permitted_scopes() says. Row policies and the API's guard ask the same tables. */
create function public.has_permission(p_module text, p_action text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
    where ur.user_id = (select auth.uid())
      and ur.scope is null
      and public.is_active_user(ur.user_id)
      and (r.full_access or case p_action
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end)
  )
$$;
revoke execute on function public.has_permission(text, text) from public, anon;
grant execute on function public.has_permission(text, text) to authenticated, service_role;
