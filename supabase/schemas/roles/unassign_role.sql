/* Takes a role away from a user. Raises user_role_not_found, role_exceeds_yours, last_admin. */
create function public.unassign_role(p_id uuid, p_actor_id uuid) returns setof public.user_roles
language plpgsql set search_path = '' as $$
declare
  v_assignment public.user_roles;
begin
  perform public.lock_roles();
  select * into v_assignment from public.user_roles where id = p_id;
  if not found then
    raise exception 'user_role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(v_assignment.role_id), v_assignment.scope);
  delete from public.user_roles where id = p_id;
  return next v_assignment;
end $$;
select public.grant_to_service('unassign_role');
