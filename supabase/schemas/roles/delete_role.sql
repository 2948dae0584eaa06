/* Deletes a role that nobody has. Raises role_not_found, role_exceeds_yours, role_is_fixed, role_is_assigned. */
create function public.delete_role(p_id uuid, p_actor_id uuid) returns setof public.roles
language plpgsql set search_path = '' as $$
declare
  v_role public.roles;
  v_users bigint;
begin
  perform public.lock_roles();
  select * into v_role from public.roles where id = p_id;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_id));
  if v_role.is_system or v_role.full_access then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_id);
  end if;
  select count(*) into v_users from public.user_roles where role_id = p_id;
  if v_users > 0 then
    raise exception 'role_is_assigned' using errcode = 'P0409', detail = jsonb_build_object('users', v_users);
  end if;
  delete from public.roles where id = p_id;
  return next v_role;
end $$;
select public.grant_to_service('delete_role');
