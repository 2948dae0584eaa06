/* Gives a user a role; giving it again changes nothing. Raises role_not_found, role_exceeds_yours. */
create function public.assign_role(p_user_id uuid, p_role_id uuid, p_actor_id uuid) returns setof public.user_roles
language plpgsql set search_path = '' as $$
begin
  perform public.lock_roles();
  if not exists (select from public.roles where id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id));
  insert into public.user_roles (user_id, role_id, assigned_by) values (p_user_id, p_role_id, p_actor_id)
  on conflict (user_id, role_id) do nothing;
  return query select * from public.user_roles where user_id = p_user_id and role_id = p_role_id;
end $$;
select public.grant_to_service('assign_role');
