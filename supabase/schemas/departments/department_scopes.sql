/* The scopes of what names a department by its key: that of the department. With p_shared, what names none belongs to all departments. */
create function public.department_scopes(p_key text, p_shared boolean default false) returns text[]
language sql stable security definer set search_path = '' as $$
  select array(select 'department:' || d.id from public.departments d where d.key = p_key or p_shared and p_key is null)
$$;
revoke execute on function public.department_scopes(text, boolean) from public, anon;
grant execute on function public.department_scopes(text, boolean) to authenticated, service_role;
