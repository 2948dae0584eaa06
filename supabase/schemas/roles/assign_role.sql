/*
 * Gives a user a role, everywhere or within a scope; giving it again changes nothing. Raises role_not_found, unknown_scope, role_exceeds_yours.
 */
create function public.assign_role(p_user_id uuid, p_role_id uuid, p_actor_id uuid, p_scope text default null) returns setof public.user_roles
language plpgsql set search_path = '' as $$
begin
  perform public.lock_roles();
  if not exists (select from public.roles where id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_scope(p_scope);
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id), p_scope);
  insert into public.user_roles (user_id, role_id, assigned_by, scope) values (p_user_id, p_role_id, p_actor_id, p_scope)
  on conflict (user_id, role_id, scope) do nothing;
  return query select * from public.user_roles where user_id = p_user_id and role_id = p_role_id and scope is not distinct from p_scope;
end $$;
select public.grant_to_service('assign_role');
