/*
 * Changes a role's name or description. Those that came with the product keep their names, by which later modules find them.
 * Raises role_not_found, role_exceeds_yours, role_is_fixed.
 */
create function public.update_role(p_id uuid, p_change jsonb, p_actor_id uuid) returns setof public.roles
language plpgsql set search_path = '' as $$
declare
  v_role public.roles;
begin
  perform public.lock_roles();
  select * into v_role from public.roles where id = p_id;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_id));
  if v_role.is_system and p_change ? 'name' and p_change ->> 'name' <> v_role.name then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_id);
  end if;
  return query
    update public.roles
    set name = coalesce(p_change ->> 'name', name), description = coalesce(p_change ->> 'description', description), updated_at = now()
    where id = p_id returning *;
end $$;
select public.grant_to_service('update_role');
